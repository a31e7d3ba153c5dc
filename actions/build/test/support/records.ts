import type { BuildRecord } from '../../src/trust/record.ts';
import { commit } from './github-signs.ts';

/** What the push of `claimsOf` may say. */
export const sourceRecord: BuildRecord = {
  kind: 'source',
  repository: 'ghcr.io/acme/shop',
  subject: `sha256:${'5'.repeat(64)}`,
  digest: `sha256:${'d'.repeat(64)}`,
  commit,
  revision: 'beef'.padEnd(40, '0'),
  ref: 'refs/heads/main',
  builtAt: '2026-11-23T11:59:50.000Z',
  run: 'https://github.com/acme/shop/actions/runs/7',
};

/** The fields that every record has; all are texts. */
export const fields = Object.keys(sourceRecord) as Exclude<keyof BuildRecord, 'epoch'>[];

/** One whose files have the time of the commit. */
export const reproducibleRecord: BuildRecord = { ...sourceRecord, epoch: 1_795_000_000 };

export const cacheRecord: BuildRecord = { ...sourceRecord, kind: 'cache', subject: 'main' };
