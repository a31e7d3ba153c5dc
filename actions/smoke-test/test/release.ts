import type { Release } from '@workaday/kubernetes';

/** A release of the ledger, with what a test cares about. */
export function releaseWith(parts: Partial<Release>): Release {
  return {
    number: 1,
    state: 'pending',
    reason: 'pending',
    message: '',
    version: '1.4.2',
    commit: 'a'.repeat(40),
    images: {},
    by: 'octocat',
    run: 'https://github.com/acme/shop/actions/runs/1',
    startedAt: '2026-01-01T00:00:00Z',
    objects: [],
    parts: 1,
    ...parts,
  };
}
