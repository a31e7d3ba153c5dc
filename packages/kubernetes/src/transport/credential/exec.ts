import { type Clock, type Exec, errorMessage, Failure } from '@workaday/core';
import { recordAt } from '../../manifests/object.ts';
import type { ExecPlugin, ServerAccess } from '../kubeconfig/access.ts';
import { clusterInfo } from '../kubeconfig/cluster.ts';
import { type Credential, type Identity, keptCredential } from './credential.ts';
import { withoutTokens } from './without-tokens.ts';

/** A plugin that logs in over the network may be slow; one that asks a person never ends. */
const patience = 60_000;
const early = 30_000;

export interface ExecPorts {
  exec: Exec;
  clock: Clock;
  env: Readonly<Record<string, string | undefined>>;
}

/** The credential that a plugin gives: run once at a time, again shortly before its credential ends, and after a 401. */
export function execCredential(plugin: ExecPlugin, server: ServerAccess, ports: ExecPorts): Credential {
  const ask = async () => {
    const text = await runPlugin(plugin, server, ports);
    return readAnswer(plugin, text);
  };
  return {
    ...keptCredential(ask, { clock: ports.clock, early }),
    refusal: () => ({
      what: `the credential that the plugin ${plugin.command} gave`,
      why: 'Whom the plugin logged in as may not enter this cluster, or the plugin is set up for another one.',
      next: 'Check which identity the plugin uses on the runner (the login step before this one), and that the cluster knows it.',
    }),
  };
}

async function runPlugin(plugin: ExecPlugin, server: ServerAccess, ports: ExecPorts): Promise<string> {
  if (plugin.interactiveMode === 'Always')
    throw failed(plugin, 'it wants to ask a person (interactiveMode: Always), and a job has none');
  const spec = {
    interactive: false,
    ...(plugin.provideClusterInfo ? { cluster: clusterInfo(server) } : {}),
  };
  const info = JSON.stringify({ kind: 'ExecCredential', apiVersion: plugin.apiVersion, spec });
  const own = Object.entries(ports.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  const env: Record<string, string> = {
    ...Object.fromEntries(own),
    ...plugin.env,
    KUBERNETES_EXEC_INFO: info,
  };
  const result = await ports
    .exec(plugin.command, plugin.args, { env, timeout: patience })
    .catch((error: unknown) => {
      throw notStarted(plugin, error);
    });
  if (result.exitCode === 0) return result.stdout;
  throw failed(plugin, `it ended with exit code ${result.exitCode}`, result.stderr);
}

function readAnswer(plugin: ExecPlugin, text: string): { identity: Identity; until: number } {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    throw failed(plugin, 'what it printed is no JSON');
  }
  const said = (answer as { apiVersion?: unknown } | null)?.apiVersion;
  if (said !== plugin.apiVersion)
    throw failed(
      plugin,
      `it answered as ${JSON.stringify(said)}, and the kubeconfig says ${JSON.stringify(plugin.apiVersion)}`,
    );
  const status = recordAt(answer, 'status') ?? {};
  const { token, clientCertificateData: cert, clientKeyData: key, expirationTimestamp } = status;
  const certificate = typeof cert === 'string' && typeof key === 'string' ? { cert, key } : undefined;
  if ((typeof token !== 'string' || token === '') && !certificate)
    throw failed(plugin, 'its answer holds neither a token nor a client certificate with its key');
  const until = Date.parse(String(expirationTimestamp ?? ''));
  return {
    identity: {
      authorization: typeof token === 'string' && token !== '' ? `Bearer ${token}` : undefined,
      certificate,
    },
    until: Number.isFinite(until) ? until : Number.POSITIVE_INFINITY,
  };
}

function notStarted({ command, installHint }: ExecPlugin, cause: unknown): Failure {
  return new Failure({
    reason: 'unauthorized',
    what: `the kubeconfig gets its credential from the plugin ${command}, which could not be started`,
    why: cause instanceof Failure ? cause.parts.why : errorMessage(cause),
    next:
      installHint ??
      `Install ${command} on the runner in a step before this one, or use a kubeconfig that needs no plugin.`,
    cause,
  });
}

function failed({ command }: ExecPlugin, why: string, stderr = ''): Failure {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  return new Failure({
    reason: 'unauthorized',
    what: `the plugin ${command}, from which the kubeconfig gets its credential, gave none: ${why}`,
    next: 'Log in for it in a step before this one (e.g. the cloud’s own login action), or use a kubeconfig that needs no plugin.',
    ...(lines.length === 0 ? {} : { evidence: withoutTokens(lines.slice(-10).join('\n')) }),
  });
}
