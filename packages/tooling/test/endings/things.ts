import type { AppPlace, Lock, Release } from '@workaday/kubernetes';

/** What the endings are about. */
export const place: AppPlace = { namespace: 'shop', app: 'shop', environment: 'production' };

export const release = (number: number, parts: Partial<Release> = {}): Release => ({
  ...{ number, state: 'verified', reason: 'ok', message: 'it answers badly', version: `1.${number}.0` },
  ...{ commit: String(number).repeat(40), images: {}, by: 'ada', run: '' },
  ...{ startedAt: '2026-01-01T00:00:00Z', objects: [], parts: 1 },
  ...parts,
});

export const lock: Lock = {
  ...{ kind: 'lock', app: 'shop', by: 'ada', reason: 'stocktaking', holder: 'acme/shop/7', commit: '' },
  ...{ run: 'https://github.com/acme/shop/actions/runs/7' },
  ...{ since: '2026-01-01T12:00:00Z', until: '2026-01-01T16:00:00Z' },
};
