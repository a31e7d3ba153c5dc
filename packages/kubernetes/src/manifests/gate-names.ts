import { groupOf, type KubeObject } from './object.ts';

const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const longest = 253;
/** Roles may be called `system:reader`; what would leave the path of a request may not stand in any name. */
const pathSegment = /^(?!\.{1,2}$)[^/%]+$/;

/** Why an object cannot have its name, if so. */
export function nameProblem({ apiVersion, metadata }: KubeObject): string | undefined {
  const { name } = metadata;
  if (metadata['generateName'] !== undefined)
    return 'has a generateName, by which no later deploy would find it again; give it a `name` (Jobs get one of their own for each content)';
  if (typeof name !== 'string' || name === '') return 'has no metadata.name';
  const isRole = groupOf(apiVersion) === 'rbac.authorization.k8s.io';
  if (name.length > longest) return `has a name of ${name.length} characters; at most ${longest} are allowed`;
  if (!(isRole ? pathSegment : subdomain).test(name))
    return 'has a name that Kubernetes does not take; use lower-case letters, digits, dashes and dots, e.g. "web-settings"';
  if (name.startsWith('workaday.'))
    return 'has a name that begins with workaday., which the ledger, its snapshots and its lock keep for themselves';
  return undefined;
}

/** `Deployment/web`, safe to print whatever the manifest holds. */
export function shownName({ kind, metadata }: KubeObject): string {
  const text = `${kind}/${metadata.name ?? metadata['generateName'] ?? ''}`;
  return /^[\w.:/-]{1,300}$/.test(text) ? text : JSON.stringify(text.slice(0, 100));
}
