import * as v from 'valibot';
import { described } from './schema-parts.ts';

/** What a person may be allowed to do by hand. */
export const rightNames = ['deploy', 'rollback', 'lock', 'break-glass'] as const;
export type RightName = (typeof rightNames)[number];

/** Who has a right: everyone with one of these roles in the repository, these people, and the members of these teams. */
export interface Holders {
  roles: readonly string[];
  people: readonly string[];
  /** Slugs of teams of the organisation. */
  teams: readonly string[];
}

export type Rights = Readonly<Record<RightName, Holders>>;

const byRoles = (...roles: string[]): Holders => ({ roles, people: [], teams: [] });

/** Going back is safe, so more may do it; a role below `triage` is everyone's in a public repository. */
export const defaultRights: Rights = {
  deploy: byRoles('write', 'maintain', 'admin'),
  rollback: byRoles('triage', 'write', 'maintain', 'admin'),
  lock: byRoles('write', 'maintain', 'admin'),
  'break-glass': byRoles('admin'),
};

const holders = v.strictObject({
  roles: v.optional(
    described(
      v.array(v.pipe(v.string(), v.minLength(1))),
      'Roles in the repository: read, triage, write, maintain, admin, or one of your organisation.',
    ),
  ),
  people: v.optional(
    described(
      v.array(
        v.pipe(
          v.string(),
          v.regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,38}(\[bot\])?$/, 'expected a login, such as octocat'),
        ),
      ),
      'Logins, whatever their role; of an App with its `[bot]`.',
    ),
  ),
  teams: v.optional(
    described(
      v.array(
        v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9_-]*$/, 'expected the slug of a team, such as on-call')),
      ),
      'Teams of the organisation, by slug; reading them takes a `teams-token`.',
    ),
  ),
});

export const rightsSchema = v.strictObject({
  deploy: v.optional(
    described(
      holders,
      'Deploying by hand, by a form or a release tag; a merge needs no right. Roles write, maintain, admin by default.',
    ),
  ),
  rollback: v.optional(
    described(holders, 'Rolling back by hand; roles triage, write, maintain, admin by default.'),
  ),
  lock: v.optional(described(holders, 'Locking and unlocking; roles write, maintain, admin by default.')),
  'break-glass': v.optional(
    described(
      holders,
      'Deploying by hand although it is locked, frozen or known to be bad; role admin by default.',
    ),
  ),
});

export type RawRights = v.InferOutput<typeof rightsSchema>;

/** A right that is named is exactly what it says: without roles, only its people and teams have it. Later ones win. */
export function resolveRights(...raw: readonly (RawRights | undefined)[]): Rights {
  const said: RawRights = Object.assign({}, ...raw);
  const entries = rightNames.map((name): [RightName, Holders] => {
    const { roles = [], people = [], teams = [] } = said[name] ?? defaultRights[name];
    return [name, { roles, people, teams }];
  });
  return Object.fromEntries(entries) as Rights;
}
