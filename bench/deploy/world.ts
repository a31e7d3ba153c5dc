import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deployRules } from '@workaday/kubernetes';
import { type AppNamespace, type AppNamespaceOptions, createAppNamespace } from '@workaday/testbed';
import type { Images } from './app.ts';
import type { ClusterWindow, NamespaceView } from './cluster-window.ts';
import type { Contestant, ContestantName, Place } from './contestant.ts';
import { type Standing, standingRelease } from './serving.ts';

/** What all that is measured takes place in. */
export interface World {
  /** A folder for all files. */
  scratch: string;
  images: Images;
  window: ClusterWindow;
  contestants: readonly Contestant[];
  progress(line: string): void;
  signal: AbortSignal;
}

/** A namespace of one contestant, and the sight of it. */
export interface Home {
  place: Place;
  view: NamespaceView;
  admin: AppNamespace['admin'];
  remove(): Promise<void>;
}

/** How long a release may take until it serves completely and alone, besides what its deploy took. */
export const settling = 60_000;

/** Everything that the Role of a deploy names, and all verbs: Helm lists its records, and watches every kind. */
const helmRules = deployRules.map((rule) => ({ ...rule, verbs: ['*'] }));

/** A namespace as the foundation makes one, with the credential that the contestant needs. */
export async function openHome({ scratch, window }: World, name: ContestantName): Promise<Home> {
  const options: AppNamespaceOptions = name === 'helm' ? { rules: helmRules } : {};
  const { namespace, admin, kubeconfig: text, remove } = await createAppNamespace(`bench-${name}`, options);
  const kubeconfig = join(scratch, `${namespace}.kubeconfig`);
  writeFileSync(kubeconfig, text, { mode: 0o600 });
  const place = { namespace, kubeconfig, folder: join(scratch, namespace) };
  return { place, admin, view: window.look(namespace), remove };
}

/** The release that serves completely and alone, as soon as one does. */
export async function standing({ view, place }: Home): Promise<Standing> {
  await view.until(() => standingRelease(view) !== undefined, settling);
  const good = standingRelease(view);
  if (good === undefined)
    throw new Error(`no release serves completely in ${place.namespace} after ${settling / 1000} s`);
  return good;
}
