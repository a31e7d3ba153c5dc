import { type KubeObject, recordAt } from '../manifests/object.ts';

export interface LeaseState {
  /** Free, expired, or held by the asker already. */
  mine: boolean;
  /** Who holds it by its record, expired or not. */
  heldBy: string;
  /** Whom the asker waits for. */
  holder: string;
  /** Milliseconds until it can be taken over. */
  expiresIn: number;
}

/** What a lease means for one who asks for it, at a time of the API server's clock. */
export function leaseState(lease: KubeObject | undefined, asker: string, now: number): LeaseState {
  const spec = recordAt(lease, 'spec');
  const heldBy = String(spec?.['holderIdentity'] ?? '');
  const renewed = Date.parse(String(spec?.['renewTime'] ?? ''));
  const duration = Number(spec?.['leaseDurationSeconds'] ?? 0) * 1000;
  const expiresIn = Number.isFinite(renewed) ? Math.max(0, renewed + duration - now) : 0;
  const mine = heldBy === '' || heldBy === asker || expiresIn === 0;
  return { mine, heldBy, holder: heldBy, expiresIn };
}
