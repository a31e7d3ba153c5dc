import type { TestbedDescription } from '../testbed-description.ts';

export type ProviderName = TestbedDescription['cluster']['provider'];

/** What decides which cluster a testbed uses. */
export type ProviderFacts = {
  /** `$WORKADAY_KUBECONFIG` */
  kubeconfig: string | undefined;
  /** Whether `kind` is installed, docker answers and kind's node image is there or can be pulled. */
  kindUsable: boolean;
  platform: NodeJS.Platform;
  root: boolean;
};

/** The first that this machine can provide: a given cluster, kind, one built here. */
export function chooseProvider(facts: ProviderFacts): ProviderName {
  if (facts.kubeconfig) return 'given';
  if (facts.kindUsable) return 'kind';
  if (facts.platform === 'linux' && facts.root) return 'built';
  throw new Error(
    'No cluster can be provided here: WORKADAY_KUBECONFIG is not set, kind with a docker that can pull was not found, ' +
      `and building one needs Linux and root (this is ${facts.platform}${facts.root ? '' : ', not root'}). ` +
      'Set WORKADAY_KUBECONFIG to a kubeconfig of a cluster for tests, or run as root on Linux.',
  );
}
