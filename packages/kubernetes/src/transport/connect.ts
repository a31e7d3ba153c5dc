import type { Clock, Exec, OidcTokens } from '@workaday/core';
import { nodeExec } from '@workaday/core/node';
import { ApiError, isApiError } from './api-error.ts';
import type { Cluster, ClusterRequest } from './cluster.ts';
import { clusterOver } from './cluster-over.ts';
import { type Connection, openConnection } from './connection.ts';
import { type Credential, storedCredential } from './credential/credential.ts';
import { execCredential } from './credential/exec.ts';
import { githubCredential } from './credential/github.ts';
import type { Access } from './kubeconfig/access.ts';
import { loadKubeconfig } from './kubeconfig/load.ts';
import type { Pulse } from './line/pulse.ts';
import { patiently } from './patiently.ts';
import { listenTo } from './server-says.ts';
import { connectionFailure, identityFailure } from './transport-failure.ts';

/** How long the first request waits for an API server that is away: long for a restart, short for a wrong address. */
const firstPatience = 10_000;

export interface ConnectOptions {
  clock: Clock;
  /** Audience of GitHub's identity token, which is the credential then; the kubeconfig holds none. */
  audience?: string | undefined;
  /** Who gives that token. */
  tokens?: OidcTokens;
  env?: Readonly<Record<string, string | undefined>>;
  exec?: Exec;
  /** Where a pod finds its ServiceAccount, for the kubeconfig `in-cluster`. */
  serviceAccount?: string;
  pulse?: Pulse;
}

/**
 * Connects with a kubeconfig's current context, and proves that the server answers and knows the credential.
 * @param kubeconfig content or path; several paths as in $KUBECONFIG; `in-cluster` for the pod's ServiceAccount
 * @throws Failure no-kubeconfig, bad-kubeconfig, cluster-unreachable, cluster-untrusted, unauthorized
 */
export async function connect(kubeconfig: string, options: ConnectOptions): Promise<Cluster> {
  const { clock, env = process.env } = options;
  const access = await loadKubeconfig(kubeconfig, {
    ...options,
    env,
    withoutCredential: Boolean(options.audience),
  });
  const connection = openConnection(access, credentialOf(access, { ...options, env }), { ...options, env });
  const says = listenTo(connection, clock);
  if (access.server.insecure && access.server.url.protocol === 'https:')
    says.warnings.add(insecure(connection.server));
  const cluster = clusterOver(connection, clock, says);
  try {
    await proveIdentity({ server: connection.server, send: says.send }, clock);
  } catch (error) {
    cluster.close();
    if (isApiError(error)) throw identityFailure(cluster.server, error, connection.credential.refusal());
    throw connectionFailure(cluster.server, error);
  }
  return cluster;
}

function credentialOf(
  { server, user }: Access,
  { clock, audience, tokens, env = {}, exec = nodeExec }: ConnectOptions,
): Credential {
  if (audience) return githubCredential(tokens, audience, clock);
  return user.exec ? execCredential(user.exec, server, { exec, clock, env }) : storedCredential(user);
}

async function proveIdentity(server: Pick<Connection, 'send' | 'server'>, clock: Clock): Promise<void> {
  const request: ClusterRequest = { method: 'GET', path: '/version', timeout: firstPatience };
  const answer = await patiently(server, request, clock, firstPatience);
  // 403 is a server that hides its version from an identity that it does know.
  if (answer.status === 401 || (answer.status === 403 && answer.text.includes('system:anonymous')))
    throw new ApiError('GET /version', answer.status, answer.text);
}

function insecure(server: string): string {
  return `the certificate of ${server} is not checked (insecure-skip-tls-verify): whoever is on the way can read the credential; put its certificate-authority-data into the kubeconfig`;
}
