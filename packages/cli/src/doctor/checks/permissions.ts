import { type Finding, ok, problem, warning } from '../finding.ts';
import type { Call } from '../workflow.ts';

const rank: Readonly<Record<string, number>> = { none: 0, read: 1, write: 2 };

/** A called workflow that asks for more than its caller has does not start; more than it asks for is nobody's need. */
export function permissionFindings(
  id: string,
  { path, permissions }: Call,
  needed: Readonly<Record<string, string>>,
): Finding[] {
  const wanted = flow(needed);
  if (permissions === undefined || typeof permissions === 'string')
    return [
      problem(id, {
        what: `${path} ${permissions === undefined ? 'says no permissions' : `has the permissions ${permissions}`}.`,
        why: 'What it may then do depends on a setting of the repository, or is far more than it needs.',
        next: `Write \`permissions: ${wanted}\` at the job that calls.`,
      }),
    ];
  const scopes = [...new Set([...Object.keys(needed), ...Object.keys(permissions)])];
  const compared = (scope: string) =>
    Math.sign((rank[permissions[scope] ?? 'none'] ?? 0) - (rank[needed[scope] ?? 'none'] ?? 0));
  const less = scopes.filter((scope) => compared(scope) < 0);
  const more = scopes.filter((scope) => compared(scope) > 0);
  const found: Finding[] = [];
  if (less.length > 0)
    found.push(
      problem(id, {
        what: `${path} lacks ${less.map((scope) => `${scope}: ${needed[scope]}`).join(', ')}.`,
        why: 'A called workflow cannot have more than its caller gives: GitHub refuses to start the run.',
        next: `Write \`permissions: ${wanted}\`.`,
      }),
    );
  if (more.length > 0)
    found.push(
      warning(id, {
        what: `${path} gives ${more.map((scope) => `${scope}: ${permissions[scope]}`).join(', ')}, which the called workflow does not ask for.`,
        why: 'What nobody needs only helps whoever breaks in.',
        next: `Write \`permissions: ${wanted}\`.`,
      }),
    );
  return found.length > 0 ? found : [ok(id, `${path} gives exactly the permissions that are needed.`)];
}

function flow(permissions: Readonly<Record<string, string>>): string {
  return `{ ${Object.entries(permissions)
    .map(([scope, access]) => `${scope}: ${access}`)
    .join(', ')} }`;
}
