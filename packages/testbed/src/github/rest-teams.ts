import { ApiError } from './api-error.ts';
import type { Call, Reply } from './call.ts';

/** GET /orgs/{org}/teams/{team_slug}/memberships/{username}: a job's token may read no members. */
export function getTeamMembership(call: Call): Reply {
  if (call.caller.kind === 'job') throw new ApiError(403, 'Resource not accessible by integration');
  const [org, slug, login] = ['org', 'team_slug', 'username'].map((name) => String(call.params[name]));
  const team = call.world.store.team(org ?? '', slug ?? '');
  const member = team?.members.find((one) => one.toLowerCase() === login?.toLowerCase());
  if (member === undefined) throw new ApiError(404, 'Not Found');
  const url = `${call.world.urls.api}/orgs/${org}/teams/${slug}/memberships/${member}`;
  return { status: 200, body: { url, role: 'member', state: 'active' } };
}
