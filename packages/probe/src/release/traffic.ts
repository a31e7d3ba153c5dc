import type { LiveView } from '../live-view.ts';

type Traffic = Pick<LiveView, 'old' | 'without' | 'targets'>;

/** How long Services may be without a pod after the old ones are gone; then their checks fail, as for users. */
const patience = 15_000;

/** Whether the rounds may begin. */
export function trafficState({ old, without }: Traffic, waited: number): 'switched' | 'waiting' {
  if (old.length > 0) return 'waiting';
  return without.length === 0 || waited >= patience ? 'switched' : 'waiting';
}

/** Where traffic goes, as a sentence. */
export function trafficLine({ old, without, targets }: Traffic): string {
  const parts = [
    old.length > 0 && `old pods still get traffic: ${old.join(', ')}`,
    without.length > 0 && `no ready pod yet behind: ${without.join(', ')}`,
  ].filter((part) => part !== false);
  if (parts.length > 0) return parts.join('; ');
  const pods = new Set(targets.map(({ pod }) => pod));
  return pods.size === 0
    ? 'no Service to ask inside the cluster'
    : `traffic goes to: ${[...pods].sort().join(', ')}`;
}
