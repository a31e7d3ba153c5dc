import { Failure, type RightName, type Rights } from '@workaday/core';
import type { DoctorFacts } from '../facts.ts';
import { type Finding, ok, problem, unknown, warning } from '../finding.ts';
import { callsOf } from '../workflow.ts';

/** GitHub lets only these press the button of a form. */
const mayPress = new Set(['write', 'maintain', 'admin']);

/** Who may do what by hand: somebody may, and the people exist. */
export function rightsFindings(facts: DoctorFacts): Finding[] {
  const { config, environment, github } = facts;
  if (config instanceof Failure) return [];
  const rights = config.environments[environment]?.rights;
  if (rights === undefined)
    return [
      problem('environment-name', {
        what: `workaday.yml has no environment ${environment}, but ${Object.keys(config.environments).join(', ')}.`,
        why: 'A deploy to an environment that is not there is refused.',
        next: 'Add it under `environments:`, or name another with --environment.',
      }),
    ];
  return [...holders(rights), ...people(rights, github.roles), ...teams(rights, facts)];
}

function holders(rights: Rights): Finding[] {
  const id = 'rights-holders';
  const empty = (Object.keys(rights) as RightName[]).filter((name) =>
    Object.values(rights[name]).every((list: readonly string[]) => list.length === 0),
  );
  if (empty.length === 0) return [ok(id, 'Every right has somebody who holds it.')];
  return empty.map((name) =>
    problem(id, {
      what: `Nobody has the right \`${name}\`.`,
      why: 'A right that is named without roles, people and teams is nobody’s.',
      next: `Write \`rights: { ${name}: { roles: [maintain, admin] } }\` into workaday.yml, or leave it out for the default.`,
    }),
  );
}

/** The logins that the rights name, each once. */
export function peopleOf(rights: Rights): string[] {
  return [...new Set(Object.values(rights).flatMap(({ people }) => people))];
}

function people(rights: Rights, roles: DoctorFacts['github']['roles']): Finding[] {
  const id = 'rights-people';
  const named = peopleOf(rights);
  if (named.length === 0) return [];
  if (!roles.known)
    return [unknown(id, `Whether ${named.join(', ')} are in the repository is not known.`, roles)];
  const found = named.flatMap((login): Finding[] => {
    const role = roles.value[login] ?? 'none';
    if (role === 'none')
      return [
        problem(id, {
          what: `${login} has a right in workaday.yml, and no role in the repository.`,
          why: 'The login may be misspelt, or the person may be gone; whoever takes that name next would have the right.',
          next: 'Correct the login, take it out, or invite the person.',
        }),
      ];
    if (mayPress.has(role) || !['read', 'triage'].includes(role)) return [];
    return [
      warning(id, {
        what: `${login} has a right in workaday.yml, and the role ${role}.`,
        why: 'GitHub shows the button of a form only to who may write.',
        next: 'Give the person the role write, with a rule that keeps the default branch to pull requests.',
      }),
    ];
  });
  return found.length > 0 ? found : [ok(id, `${named.join(', ')}: in the repository.`)];
}

/** A job's own token cannot read the members of a team: another must reach the called workflow. */
function teams(rights: Rights, { workflows, github }: DoctorFacts): Finding[] {
  const id = 'rights-teams';
  const named = [...new Set(Object.values(rights).flatMap((holders) => holders.teams))];
  if (named.length === 0) return [];
  const [ship] = callsOf(workflows, '/.github/workflows/ship.yml');
  const handedOn = ship !== undefined && ship.secrets !== 'inherit' && 'TEAMS_TOKEN' in ship.secrets;
  if (!handedOn)
    return [
      problem(id, {
        what: `Rights name ${named.join(', ')}, and the secret TEAMS_TOKEN does not reach ship.yml.`,
        why: 'The token of a job may not read who is in a team, so that nobody has these rights.',
        next: 'Add `TEAMS_TOKEN: ${{ secrets.TEAMS_TOKEN }}` to the `secrets:` of the caller: a token that may read the members of the organisation.',
      }),
    ];
  const { environmentSecrets, repositorySecrets } = github;
  const held = [environmentSecrets, repositorySecrets].some(
    (names) => names.known && names.value.includes('TEAMS_TOKEN'),
  );
  if (held) return [ok(id, `The secret TEAMS_TOKEN, to read ${named.join(', ')}, reaches ship.yml.`)];
  return [
    unknown(id, 'Whether there is a secret TEAMS_TOKEN is not known.', {
      why: 'It is none of the environment or the repository that could be seen; it may be one of the organisation.',
      next: 'Look at the secrets of the organisation.',
    }),
  ];
}
