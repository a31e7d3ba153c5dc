import type { Exec, PrivateFolder } from '@workaday/core';

/** What rendering needs besides the files. */
export interface RenderOptions {
  exec: Exec;
  /** Absolute path of the checkout. */
  root: string;
  namespace: string;
  app: string;
  /** Values files for a chart, relative to the checkout; later ones win. */
  values: readonly string[];
  /** The step's environment; of it a tool gets nothing but PATH. */
  env: Readonly<Record<string, string | undefined>>;
  /** Where a tool may write; removed when it has ended. */
  privateFolder: () => Promise<PrivateFolder>;
  /** The cluster's version, e.g. `v1.36.3`, for `.Capabilities.KubeVersion` of a chart; Helm's own default without it. */
  kubeVersion?: string;
  /** What the cluster serves, e.g. `batch/v1` or `batch/v1/CronJob`, for `.Capabilities.APIVersions`. */
  apiVersions?: readonly string[];
}
