import type { Clock, Files, RunContext, Runner } from '@workaday/core';
import type { Cluster } from '@workaday/kubernetes';
import type { OutsidePorts } from '@workaday/probe';

/** All that this action touches. */
export interface Ports {
  /** How this machine asks. */
  outside: OutsidePorts;
  connect: (kubeconfig: string) => Promise<Cluster>;
  clock: Clock;
  context: RunContext;
  files: Files;
  log: Runner['log'];
  /** Keeps a text in a file beside the checkout until the job ends; answers its path. */
  keep: (name: string, text: string) => Promise<string>;
}
