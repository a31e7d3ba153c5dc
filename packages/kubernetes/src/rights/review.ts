import { groupOf } from '../manifests/object.ts';
import type { Cluster } from '../transport/cluster.ts';
import type { Resource } from '../transport/discovery.ts';
import { throwIfAbsent } from './absent-namespace.ts';
import { mayWeAll } from './ask.ts';
import { credentialFailure } from './findings.ts';
import { type CredentialReview, reviewLimits } from './limits.ts';
import { neededRights, readRights, writeRights } from './needed.ts';
import { type PolicyRule, rulesFor } from './rights.ts';

export type { CredentialReview } from './limits.ts';

/**
 * Refuses to begin with a credential that could not finish or not undo, or whose reach goes beyond its namespace. All
 * questions are asked at once; nothing is written.
 * @param resources the kinds of the app, and of releases that may be restored
 * @param options identityKinds: its manifests may hold Roles and RoleBindings
 * @throws Failure `over-powerful`, `missing-right`, `no-namespace`, or `cluster-error` for what could not be known
 */
export async function reviewCredential(
  cluster: Cluster,
  namespace: string,
  resources: readonly Resource[],
  options: { identityKinds: boolean },
): Promise<CredentialReview> {
  const [{ review, findings }, needed] = await Promise.all([
    reviewLimits(cluster, namespace, options),
    mayWeAll(cluster, namespace, neededRights(resources)),
  ]);
  const unknown = [...findings.unknown, ...needed.unknown];
  const stranger = needed.allowed.length === 0;
  const failure = credentialFailure({ ...findings, missing: needed.refused, stranger, unknown }, resources);
  // A Role cannot be in a namespace that is not there.
  if (failure?.parts.reason === 'missing-right') await throwIfAbsent(cluster, namespace);
  if (failure) throw failure;
  return review;
}

export interface ReaderReview extends CredentialReview {
  /** The kinds of the app that the credential may read; never Secrets. */
  readable: readonly Resource[];
  /** What it would need besides, to read all that a plan compares. */
  missing: readonly PolicyRule[];
  /** It may write every kind of the app, so that the server can be asked for trials. */
  mayWrite: boolean;
  /** What it may write of it; for a pull request this should be nothing. */
  writes: readonly PolicyRule[];
}

/**
 * Reviews the credential of a plan: what it lacks is listed, but it is refused when it reaches beyond its namespace.
 * @throws Failure `over-powerful`, or `cluster-error` for what could not be known
 */
export async function reviewReader(
  cluster: Cluster,
  namespace: string,
  resources: readonly Resource[],
): Promise<ReaderReview> {
  const [{ review, findings }, reading, writing] = await Promise.all([
    reviewLimits(cluster, namespace, { identityKinds: false }),
    mayWeAll(cluster, namespace, readRights(resources)),
    mayWeAll(cluster, namespace, writeRights(resources)),
  ]);
  const unknown = [...findings.unknown, ...reading.unknown, ...writing.unknown];
  const failure = credentialFailure({ ...findings, unknown }, resources);
  if (failure) throw failure;
  const readable = resources.filter(({ apiVersion, plural }) =>
    reading.allowed.some(
      ({ group, resource, verb }) => verb === 'get' && resource === plural && group === groupOf(apiVersion),
    ),
  );
  return {
    ...review,
    readable,
    missing: rulesFor(reading.refused),
    mayWrite: writing.allowed.length > 0 && writing.refused.length === 0,
    writes: rulesFor(writing.allowed),
  };
}
