import { type Access, covers, type Permissions, type Scope, scopes } from '../github/permissions.ts';

/** What a workflow gets that says nothing: the restricted default, which new repositories and organisations have. */
export const defaultPermissions: Permissions = { contents: 'read', packages: 'read' };

/** A `permissions:` value; undefined when the key is absent. What a map does not name is none. */
export function parsePermissions(value: unknown): Permissions | undefined {
  if (value === undefined) return undefined;
  if (value === 'read-all' || value === 'write-all') {
    const access: Access = value === 'read-all' ? 'read' : 'write';
    return Object.fromEntries(scopes.map((scope) => [scope, access]));
  }
  return (value ?? {}) as Permissions;
}

/** Job level, else workflow level, else what comes from outside (the calling job's permissions, or the default). */
export function jobPermissions(job: unknown, workflow: unknown, outside: Permissions): Permissions {
  return (
    parsePermissions((job as { permissions?: unknown }).permissions) ??
    parsePermissions((workflow as { permissions?: unknown }).permissions) ??
    outside
  );
}

/** What `asked` has beyond `allowed`, in GitHub's words; empty when nothing. */
export function excess(asked: Permissions, allowed: Permissions): string[] {
  return (Object.keys(asked) as Scope[])
    .filter((scope) => !covers(allowed[scope], asked[scope] ?? 'none'))
    .map(
      (scope) =>
        `is requesting '${scope}: ${asked[scope]}', but is only allowed '${scope}: ${allowed[scope] ?? 'none'}'`,
    );
}
