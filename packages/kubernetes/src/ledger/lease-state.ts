import { type KubeObject, recordAt } from '../manifests/object.ts';

/** Annotation on a Lease: URL of the run that holds it, for people. */
export const runAnnotation = 'workaday.dev/run';

export interface LeaseState {
  /** Free, expired, or held by the asker already. */
  mine: boolean;
  /** Who holds it by its record, expired or not; empty when nobody does. */
  heldBy: string;
  /** ISO 8601; empty when it is not known. */
  since: string;
  /** URL of the holder's run; empty when it is not known. */
  run: string;
  /** Milliseconds until it can be taken over, unless it is renewed. */
  expiresIn: number;
}

/** What an asker saw of a lease so far, by its own clock. */
export interface Watched {
  /** Whether it was renewed under the asker's eyes. */
  renewed: boolean;
  /** Milliseconds since its last change, or since it was first seen. */
  unchangedFor: number;
}

/**
 * What a lease means for one who asks for it. It has expired when it says so by the API server's clock, or when the
 * asker has watched it unchanged for its whole duration, however wrong its times are. One that was renewed under the
 * asker's eyes is alive, whatever any clock says, until it has been unchanged for its duration.
 * @param now by the API server's clock
 */
export function leaseState(
  lease: KubeObject | undefined,
  asker: string,
  now: number,
  watched: Watched = { renewed: false, unchangedFor: 0 },
): LeaseState {
  const spec = recordAt(lease, 'spec');
  const heldBy = textOf(spec?.['holderIdentity']);
  const renewedAt = Date.parse(textOf(spec?.['renewTime']));
  const duration = Number(spec?.['leaseDurationSeconds'] ?? 0) * 1000;
  const byClock = Number.isFinite(renewedAt) ? renewedAt + duration - now : 0;
  const byWatching = duration - watched.unchangedFor;
  const expiresIn = Math.max(0, watched.renewed ? byWatching : Math.min(byClock, byWatching));
  return {
    mine: heldBy === '' || heldBy === asker || expiresIn === 0,
    heldBy,
    since: textOf(spec?.['acquireTime']),
    run: lease?.metadata.annotations?.[runAnnotation] ?? '',
    expiresIn,
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
