import { createSecureContext } from 'node:tls';
import { isRecord, recordsAt } from '../../manifests/object.ts';
import type { ClientCertificate, ExecPlugin, UserAccess } from './access.ts';
import { type Entry, textOf } from './context.ts';
import { besideKubeconfig, readPem } from './file.ts';

/** What replaced the ways of logging in that kubectl itself no longer has, or that write into the kubeconfig. */
const replacements: Readonly<Record<string, string>> = {
  gcp: 'make it again with `gcloud container clusters get-credentials`, which writes the plugin gke-gcloud-auth-plugin',
  azure: 'convert it with `kubelogin convert-kubeconfig`',
  oidc: 'use an exec plugin that logs in without a person, or the input oidc-audience for GitHub’s identity token',
};
const execVersions = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'];

export async function readUser(entry: Entry, problems: string[]): Promise<UserAccess> {
  const { fields } = entry;
  const provider = fields['auth-provider'];
  if (isRecord(provider)) {
    const name = textOf(provider['name']) ?? '';
    const advice = replacements[name] ?? 'use a token, a client certificate or an exec plugin';
    problems.push(
      `its user logs in by the auth-provider ${JSON.stringify(name)}, which is no longer supported; ${advice}`,
    );
  }
  const tokenFile = textOf(fields['tokenFile']);
  const username = textOf(fields['username']);
  return {
    token: textOf(fields['token'])?.trim(),
    tokenFile: tokenFile === undefined ? undefined : besideKubeconfig(tokenFile, entry),
    basic: username === undefined ? undefined : { username, password: textOf(fields['password']) ?? '' },
    certificate: await readCertificate(entry, problems),
    exec: isRecord(fields['exec']) ? readExec(fields['exec'], entry, problems) : undefined,
    impersonation: readImpersonation(fields, problems),
  };
}

async function readCertificate(entry: Entry, problems: string[]): Promise<ClientCertificate | undefined> {
  const cert = await readPem(entry, 'client-certificate', problems);
  const key = await readPem(entry, 'client-key', problems);
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) {
    if (problems.length === 0)
      problems.push(
        `its user has a client ${cert ? 'certificate without its key' : 'key without its certificate'}`,
      );
    return undefined;
  }
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    problems.push(
      `its client-certificate and client-key are no usable pair (${String(code ?? 'unreadable')})`,
    );
  }
  return { cert, key };
}

function readExec(exec: Record<string, unknown>, entry: Entry, problems: string[]): ExecPlugin | undefined {
  const command = textOf(exec['command']);
  const apiVersion = textOf(exec['apiVersion']) ?? '';
  if (command === undefined) {
    problems.push('its exec plugin has no command');
    return undefined;
  }
  if (!execVersions.includes(apiVersion))
    problems.push(
      `its exec plugin ${command} speaks ${JSON.stringify(apiVersion)}, not ${execVersions.join(' or ')}; ` +
        'make the kubeconfig again with a newer version of the tool that wrote it',
    );
  const variables = recordsAt(exec, 'env').map(({ name, value }) => [String(name), String(value ?? '')]);
  return {
    apiVersion,
    // A bare name is looked for on the PATH; anything else is a path beside the kubeconfig.
    command: /[/\\]/.test(command) ? besideKubeconfig(command, entry) : command,
    args: Array.isArray(exec['args']) ? exec['args'].map(String) : [],
    env: Object.fromEntries(variables),
    installHint: textOf(exec['installHint'])?.trim(),
    provideClusterInfo: exec['provideClusterInfo'] === true,
    interactiveMode: textOf(exec['interactiveMode']),
  };
}

function readImpersonation(
  fields: Record<string, unknown>,
  problems: string[],
): Record<string, string | string[]> {
  const user = textOf(fields['as']);
  const groups = Array.isArray(fields['as-groups']) ? fields['as-groups'].map(String) : [];
  const uid = textOf(fields['as-uid']);
  const extra = isRecord(fields['as-user-extra']) ? Object.entries(fields['as-user-extra']) : [];
  if (user === undefined && (groups.length > 0 || uid !== undefined || extra.length > 0))
    problems.push('its user impersonates groups, a uid or extras without a user (`as`)');
  return {
    ...(user === undefined ? {} : { 'impersonate-user': user }),
    ...(uid === undefined ? {} : { 'impersonate-uid': uid }),
    ...(groups.length === 0 ? {} : { 'impersonate-group': groups }),
    ...Object.fromEntries(
      extra.map(([key, values]) => [
        `impersonate-extra-${encodeURIComponent(key).toLowerCase()}`,
        Array.isArray(values) ? values.map(String) : [String(values)],
      ]),
    ),
  };
}
