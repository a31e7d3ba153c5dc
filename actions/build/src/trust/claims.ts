import type { RunContext } from '@workaday/core';
import * as v from 'valibot';
import type { BuildRecord } from './record.ts';
import { standing, type TrustRule } from './standing.ts';

const claims = v.looseObject({
  iss: v.string(),
  aud: v.union([v.string(), v.array(v.string())]),
  iat: v.pipe(v.number(), v.integer(), v.minValue(1)),
  repository: v.string(),
  repository_id: v.optional(v.string()),
  event_name: v.string(),
  ref: v.string(),
  sha: v.string(),
  workflow_ref: v.string(),
});

/** What GitHub says of a run, as far as it matters here. */
export type Claims = v.InferOutput<typeof claims>;

export function parseClaims(payload: Uint8Array): Claims | undefined {
  try {
    const parsed = v.safeParse(claims, JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)));
    return parsed.success ? parsed.output : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** What the claims are held against. */
export interface ClaimsExpected {
  issuer: string;
  audience: string;
  record: BuildRecord;
  /** This run. */
  context: Pick<RunContext, 'repository' | 'repositoryId' | 'ref' | 'workflowRef'>;
  rule: TrustRule;
  /** Milliseconds. */
  now: number;
}

/** How far clocks may be apart, in milliseconds. */
export const clockSkew = 5 * 60_000;

/**
 * Why a run of these claims may not have made this record; undefined when it may. `exp` is not among the reasons: the
 * token is read as a statement about the past, which stays true, and not as a session; `iat` says when it was made.
 */
export function refutation(found: Claims, expected: ClaimsExpected): string | undefined {
  const { record, context, rule } = expected;
  const audience = typeof found.aud === 'string' ? [found.aud] : found.aud;
  if (found.iss !== expected.issuer)
    return `it was issued by ${JSON.stringify(found.iss)}, not ${expected.issuer}`;
  if (audience.length !== 1 || audience[0] !== expected.audience) return 'it signs something else';
  if (!sameRepository(found, context))
    return `it is of another repository, ${JSON.stringify(found.repository)}`;
  const made = standing({ event: found.event_name, ref: found.ref }, rule);
  if (!made.trusted) return made.why;
  const workflow = workflowFile(context);
  if (workflow === undefined || found.workflow_ref !== `${workflow}@${found.ref}`)
    return `it is of the workflow ${JSON.stringify(found.workflow_ref)}, and this run is of ${workflow ?? 'none that is known'}`;
  if (found.sha !== record.commit || found.ref !== record.ref)
    return 'it is of another commit or ref than the record';
  if (found.iat * 1000 > expected.now + clockSkew) return 'it was made in the future';
  return undefined;
}

/** By number, which survives a rename and is never given away again; by name where the server tells no number. */
function sameRepository(found: Claims, context: ClaimsExpected['context']): boolean {
  if (context.repositoryId !== '') return found.repository_id === context.repositoryId;
  return found.repository.toLowerCase() === context.repository.toLowerCase();
}

/** `owner/name/.github/workflows/ship.yml` of this run; both the path and the ref may hold an `@`. */
function workflowFile({ workflowRef, ref }: ClaimsExpected['context']): string | undefined {
  return workflowRef.endsWith(`@${ref}`) ? workflowRef.slice(0, -(ref.length + 1)) : undefined;
}
