import { mayDo, type Person, requireRight } from '../rights.ts';
import type { RightName, Rights } from '../rights-schema.ts';
import type { GitHubClient, RightSources } from './client.ts';
import { githubFailure, statusOf } from './errors.ts';
import { readPerson } from './person.ts';

/** What someone wants to do, and where. */
export interface RightQuestion {
  login: string;
  right: RightName;
  rights: Rights;
  environment: string;
}

const noTeamsToken =
  'Whether someone belongs to a team is not known, because there is no `teams-token`: one of an App, or of a person, that may read members of the organisation.';

/**
 * Asks GitHub, now, what the person who pressed the button is.
 * @throws Failure `not-allowed` for who has not the right, `github-…` when GitHub does not say
 */
export async function checkRight(sources: RightSources, question: RightQuestion): Promise<void> {
  const { login, right, rights, environment } = question;
  const person = await readPersonOrApp(sources.github, login);
  if (mayDo(rights, right, person)) return;
  const { teams } = rights[right];
  if (teams.length === 0) return requireRight(rights, right, person, environment);
  if (sources.teams === undefined) return requireRight(rights, right, person, environment, noTeamsToken);
  const client = sources.teams;
  const own = await Promise.all(teams.map((team) => isMember(client, team, login)));
  const member = teams.filter((_, index) => own[index]);
  requireRight(rights, right, { ...person, teams: member }, environment);
}

/** An App has no role in a repository; it may be named as one of the people. */
async function readPersonOrApp(github: GitHubClient, login: string): Promise<Person> {
  return login.endsWith('[bot]') ? { login, role: 'none' } : readPerson(github, login);
}

async function isMember({ octokit, repo }: GitHubClient, team: string, login: string): Promise<boolean> {
  try {
    const { data } = await octokit.rest.teams.getMembershipForUserInOrg({
      org: repo.owner,
      team_slug: team,
      username: login,
    });
    return data.state === 'active';
  } catch (error) {
    if (statusOf(error) === 404) return false;
    throw githubFailure(error, `reading the team ${team}`, 'members: read (of the organisation)');
  }
}
