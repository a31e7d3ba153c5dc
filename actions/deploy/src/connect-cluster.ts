import type { Clock, OidcTokens } from '@workaday/core';
import { type Cluster, connect } from '@workaday/kubernetes';
import type { Inputs } from './contract.ts';

export interface ConnectPorts {
  clock: Clock;
  env: Readonly<Record<string, string | undefined>>;
  tokens: OidcTokens;
}

/** The cluster that the inputs name; the main step and the post step come to it in the same way. */
export function connectCluster(
  inputs: Pick<Inputs, 'kubeconfig' | 'oidc-audience'>,
  { clock, env, tokens }: ConnectPorts,
): Promise<Cluster> {
  const audience = inputs['oidc-audience'];
  return connect(inputs.kubeconfig, { clock, env, ...(audience === '' ? {} : { audience, tokens }) });
}
