import type { Clock, Files, RunContext, Runner } from '@workaday/core';
import type { Cluster } from '@workaday/kubernetes';
import type { Ask } from '@workaday/probe';

/** All that this action touches. */
export interface Ports {
  /** One HTTP question from this machine. */
  ask: Ask;
  connect: (kubeconfig: string) => Promise<Cluster>;
  clock: Clock;
  context: RunContext;
  files: Files;
  log: Runner['log'];
}
