import * as v from 'valibot';
import { described } from './schema-parts.ts';

/** What a person may be allowed to do by hand. */
export const rightNames = ['rollback', 'lock'] as const;
export type RightName = (typeof rightNames)[number];

/** Who has a right: everyone with one of these roles in the repository, and these people. */
export interface Holders {
  roles: readonly string[];
  people: readonly string[];
}

export type Rights = Readonly<Record<RightName, Holders>>;

/** Going back is safe, so more may do it; a role below `triage` is everyone's in a public repository. */
export const defaultRights: Rights = {
  rollback: { roles: ['triage', 'write', 'maintain', 'admin'], people: [] },
  lock: { roles: ['write', 'maintain', 'admin'], people: [] },
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
        v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,38}$/, 'expected a login, such as octocat')),
      ),
      'Logins, whatever their role.',
    ),
  ),
});

export const rightsSchema = v.strictObject({
  rollback: v.optional(
    described(holders, 'Rolling back by hand; roles triage, write, maintain, admin by default.'),
  ),
  lock: v.optional(described(holders, 'Locking and unlocking; roles write, maintain, admin by default.')),
});

export type RawRights = v.InferOutput<typeof rightsSchema>;

/** A right that is named is exactly what it says: without roles, only its people have it. Later ones win. */
export function resolveRights(...raw: readonly (RawRights | undefined)[]): Rights {
  const said: RawRights = Object.assign({}, ...raw);
  const entries = rightNames.map((name): [RightName, Holders] => {
    const own = said[name];
    return [name, own ? { roles: own.roles ?? [], people: own.people ?? [] } : defaultRights[name]];
  });
  return Object.fromEntries(entries) as Rights;
}
