import { Failure } from './failure.ts';
import { logText } from './hostile-text.ts';
import type { RightName, Rights } from './rights-schema.ts';

/** Who pressed the button, and what they are in the repository. */
export interface Person {
  login: string;
  /** GitHub's `role_name`: admin, maintain, write, triage, read, none, or a role of the organisation. */
  role: string;
}

/** Logins are the same in any case; roles are exactly as GitHub names them. */
export function mayDo(rights: Rights, right: RightName, { login, role }: Person): boolean {
  const { roles, people } = rights[right];
  return roles.includes(role) || people.some((name) => name.toLowerCase() === login.toLowerCase());
}

/** @throws Failure `not-allowed` that says which right is missing, who has it, and who can grant it */
export function requireRight(rights: Rights, right: RightName, person: Person, environment: string): void {
  if (mayDo(rights, right, person)) return;
  const { roles, people } = rights[right];
  const who = [
    roles.length > 0 && `whoever has the role ${listed(roles)}`,
    people.length > 0 && listed(people),
  ].filter((part) => part !== false);
  throw new Failure({
    outcome: 'refused',
    reason: 'not-allowed',
    what: `${person.login} (role ${logText(person.role)}) may not ${verbs[right]} in ${environment}`,
    why: `The right \`${right}\` belongs to ${who.length === 0 ? 'nobody' : who.join(', and to ')}.`,
    next: `Ask one of them; or someone merges \`rights.${right}.people: [${person.login}]\` into workaday.yml on the default branch, or an administrator of the repository changes the role.`,
  });
}

const verbs: Readonly<Record<RightName, string>> = {
  rollback: 'roll back',
  lock: 'lock and unlock',
};

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
