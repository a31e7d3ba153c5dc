import { isRecord, recordsAt } from '../../manifests/object.ts';
import { type Access, hasCredential, nobody } from './access.ts';
import { readCluster } from './cluster.ts';
import { badKubeconfig, credentialBesideAudience } from './failure.ts';
import { readUser } from './user.ts';

/** A parsed kubeconfig; relative paths in it begin at its folder. */
export interface Source {
  config: Record<string, unknown>;
  folder: string | undefined;
}

/** Fields of one named entry, and the folder of its file. */
export interface Entry {
  fields: Record<string, unknown>;
  folder: string | undefined;
}

/** Several files count together; the first that has a name wins, as kubectl does it. */
export async function currentContext(
  sources: readonly Source[],
  withoutCredential: boolean,
): Promise<Access> {
  const name = sources
    .map(({ config }) => textOf(config['current-context']))
    .find((one) => one !== undefined);
  if (name === undefined) throw badKubeconfig(['it names no current-context']);
  const context = entry(sources, 'contexts', 'context', name);
  if (!context)
    throw badKubeconfig([`its current-context ${JSON.stringify(name)} is not among its contexts`]);
  const problems: string[] = [];
  const server = await serverOf(sources, textOf(context.fields['cluster']), problems);
  const user = await userOf(sources, textOf(context.fields['user']), problems, withoutCredential);
  if (problems.length > 0 || !server || !user) throw badKubeconfig(problems);
  return { server, user };
}

async function serverOf(sources: readonly Source[], name: string | undefined, problems: string[]) {
  const found = name === undefined ? undefined : entry(sources, 'clusters', 'cluster', name);
  if (found) return readCluster(found, problems);
  problems.push(`it has no cluster ${JSON.stringify(name ?? '')}, which its context names`);
  return undefined;
}

async function userOf(
  sources: readonly Source[],
  name: string | undefined,
  problems: string[],
  withoutCredential: boolean,
) {
  const found = name === undefined ? undefined : entry(sources, 'users', 'user', name);
  const user = found ? await readUser(found, problems) : undefined;
  if (withoutCredential) {
    if (user && hasCredential(user)) throw credentialBesideAudience(name ?? '');
    return user ?? nobody;
  }
  if (!found) problems.push(`it has no user ${JSON.stringify(name ?? '')}, which its context names`);
  else if (user && !hasCredential(user) && problems.length === 0)
    problems.push(
      `its user ${JSON.stringify(name)} has no credential; for GitHub's identity token, give the input oidc-audience`,
    );
  return user;
}

function entry(sources: readonly Source[], list: string, kind: string, name: string): Entry | undefined {
  for (const { config, folder } of sources) {
    const found = recordsAt(config, list).find((one) => one['name'] === name);
    if (found) return { fields: isRecord(found[kind]) ? found[kind] : {}, folder };
  }
  return undefined;
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
