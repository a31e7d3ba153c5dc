import { Failure } from './failure.ts';
import { logText } from './hostile-text.ts';
import type { RightName, Rights } from './rights-schema.ts';

/** Who pressed the button, and what they are in the repository. */
export interface Person {
  login: string;
  /** GitHub's `role_name`: admin, maintain, write, triage, read, none, or a role of the organisation. */
  role: string;
  /** Those of the right's teams that they belong to. */
  teams?: readonly string[];
}

/** Logins are the same in any case; roles are exactly as GitHub names them. */
export function mayDo(rights: Rights, right: RightName, { login, role, teams: own = [] }: Person): boolean {
  const { roles, people, teams } = rights[right];
  return (
    roles.includes(role) ||
    people.some((name) => name.toLowerCase() === login.toLowerCase()) ||
    teams.some((team) => own.includes(team))
  );
}

/**
 * @param unread why teams that have the right could not be asked about; empty when they could
 * @throws Failure `not-allowed` that says which right is missing, who has it, and who can grant it
 */
export function requireRight(
  rights: Rights,
  right: RightName,
  person: Person,
  environment: string,
  unread = '',
): void {
  if (mayDo(rights, right, person)) return;
  const { roles, people, teams } = rights[right];
  const who = [
    roles.length > 0 && `whoever has the role ${listed(roles)}`,
    people.length > 0 && listed(people),
    teams.length > 0 && `members of the team ${listed(teams)}`,
  ].filter((part) => part !== false);
  throw new Failure({
    outcome: 'refused',
    reason: 'not-allowed',
    what: `${person.login} (role ${logText(person.role)}) may not ${verbs[right]} in ${environment}`,
    why: `The right \`${right}\` belongs to ${who.length === 0 ? 'nobody' : who.join(', and to ')}.${unread === '' ? '' : ` ${unread}`}`,
    next: `Ask one of them; or someone merges \`rights.${right}.people: [${person.login}]\` into workaday.yml on the default branch, or an administrator of the repository changes the role.`,
  });
}

const verbs: Readonly<Record<RightName, string>> = {
  deploy: 'deploy by hand',
  rollback: 'roll back',
  lock: 'lock and unlock',
  'break-glass': 'break the glass',
};

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
