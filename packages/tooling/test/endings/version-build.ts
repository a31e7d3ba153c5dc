import { Failure, startOf } from '@workaday/core';
import { contract as build } from '../../../../actions/build/src/contract.ts';
import { buildReport, dryRunReport } from '../../../../actions/build/src/summary.ts';
import { contract as version } from '../../../../actions/version/src/contract.ts';
import type { LinePlan } from '../../../../actions/version/src/line/line-plan.ts';
import { versionSummary } from '../../../../actions/version/src/telling/summary.ts';
import { change, links, plan, tag, unreleased } from '../../../../actions/version/test/support/plans.ts';
import { failureOf, rowsOf, thrown } from './row.ts';

const told = (own: Partial<LinePlan>, dryRun = false) => {
  const one = plan([change('feat(cart): pages')], own);
  return { outcome: one.outcome, summary: versionSummary([one], links, { dryRun }) };
};
const sha = 'd'.repeat(40);
const main = { repository: { default_branch: 'main' } };

export const versionRows = rowsOf(version, [
  {
    ...told({}),
    ...{
      case: 'released',
      which: '1.5.0: released',
      why: 'asks for a **minor**',
      moves: 'take it from here',
    },
  },
  {
    ...told({}, true),
    ...{
      case: 'planned',
      which: 'would be released',
      why: 'asks for a **minor**',
      moves: 'This is what merging does',
    },
  },
  {
    ...told({ outcome: 'already-released' }),
    ...{
      case: 'released before',
      which: 'already released',
      why: 'The commit carries',
      moves: 'take it from here',
    },
  },
  {
    ...told(unreleased),
    ...{
      case: 'nothing to release',
      which: 'nothing to release',
      why: 'since',
      moves: 'ship it all the same',
    },
  },
  {
    ...told({ outcome: 'superseded', newer: tag('v1.6.0') }),
    ...{
      case: 'superseded',
      which: 'superseded by 1.6.0',
      why: 'contains this commit and was released first',
    },
    moves: 'takes this commit along. When that run fails, run it again',
  },
  {
    ...told({ outcome: 'superseded', takenBackBy: sha }),
    ...{
      case: 'taken back',
      which: 'taken back by a later commit',
      why: 'takes back what this one would release',
    },
    moves: 'goes on without it',
  },
  {
    ...thrown(
      version,
      failureOf(() => startOf({ event: 'push', ref: 'refs/heads/mine' }, main, ['v'])),
    ),
    ...{ case: 'not deployable', which: 'refused (not-deployable)', why: 'The default branch is main' },
    moves: 'Merge it into the default branch',
  },
  {
    ...thrown(
      version,
      new Failure({ reason: 'tag-contended', what: 'v1 is taken', next: 'Run the job again.' }),
    ),
    ...{ case: 'failed', which: 'failed (tag-contended)', why: 'v1 is taken', moves: 'Run the job again' },
  },
]);

type Looked = Parameters<typeof dryRunReport>[0];
type Shipped = Parameters<typeof buildReport>[1];
const target = { service: 'web', repository: 'ghcr.io/acme/web', tag: '1.5.0' };
const common = { target, source: { key: 'k' } };
const missing = { ...common, image: undefined, why: 'no image of this source' };
const existing = {
  ...{ ...common, image: { digest: `sha256:${'e'.repeat(64)}` }, record: { revision: sha }, signed: true },
};
const looked = (one: object) => [one] as unknown as Looked;
const image = { digest: `sha256:${'f'.repeat(64)}` };
const built = { missing, published: { image }, tagged: [], findings: [] };
const shipped = (parts: object) => ({ taken: [], built: [], moves: [], ...parts }) as unknown as Shipped;

export const buildRows = rowsOf(build, [
  {
    ...buildReport(looked(missing), shipped({ built: [built] }), '1s'),
    ...{
      case: 'built',
      which: 'Build: built',
      why: 'no image of this source',
      moves: 'deploys exactly these digests',
    },
  },
  {
    ...buildReport(looked(existing), shipped({ taken: [{ existing, tagged: [] }] }), '1s'),
    ...{
      case: 'reused',
      which: 'nothing to build',
      why: 'same source as dddddddddddd',
      moves: 'deploys exactly these',
    },
  },
  {
    ...dryRunReport(looked(missing)),
    ...{
      case: 'planned',
      which: 'would build web',
      why: 'no image of this source',
      moves: 'without `dry-run` does it',
    },
  },
  {
    ...thrown(build, new Failure({ reason: 'base-image', what: 'node:24 is gone', next: 'Correct FROM.' })),
    ...{ case: 'failed', which: 'failed (base-image)', why: 'node:24 is gone', moves: 'Correct FROM' },
  },
]);
