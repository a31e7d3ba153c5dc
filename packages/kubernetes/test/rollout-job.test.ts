import { rolloutStatus } from '../src/rollout/status.ts';
import { event, exited, now, pod } from './objects.ts';
import { table } from './rollout-table.ts';
import { job, statusOf } from './workloads.ts';

const gone = (last: object, more: object = {}, spec: object = {}) => {
  const written = job({}, spec);
  return rolloutStatus({
    written,
    live: undefined,
    last: { object: job(last, spec), goneAt: now - 5000 },
    replicaSets: [],
    pods: [],
    events: [],
    writtenAt: now - 60_000,
    now,
    ...more,
  });
};
const jobSays = (reason: string) => ({ events: [event(job({}), reason, 'it ended')] });
table('a Job', [
  ['that runs is not complete', () => statusOf(job({ active: 1 })), 'progressing'],
  ['that is suspended runs nothing', () => statusOf(job({}, { suspend: true })), 'ready', 'it is suspended'],
  [
    'that crashes has its own number of tries',
    () =>
      statusOf(job({ active: 1, failed: 3 }), [pod({ owner: 'it', ready: false, container: exited(1, 5) })]),
    'progressing',
    'exit code 1',
  ],
  [
    'whose failure is decided while its pods still end',
    () =>
      statusOf(job({ conditions: [{ type: 'FailureTarget', status: 'True', reason: 'PodFailurePolicy' }] })),
    'stuck',
    'PodFailurePolicy',
  ],
  [
    'whose failed indexes decided it',
    () => statusOf(job({ conditions: [{ type: 'Failed', status: 'True', reason: 'FailedIndexes' }] })),
    'stuck',
    'FailedIndexes',
  ],
  [
    'that is gone after it was complete',
    () => gone({ conditions: [{ type: 'Complete', status: 'True' }] }),
    'ready',
  ],
  ['that is gone, and its end was told', () => gone({ active: 1 }, jobSays('Completed')), 'ready'],
  [
    'that is gone, and its failure was told',
    () => gone({ active: 1 }, jobSays('BackoffLimitExceeded'), { ttlSecondsAfterFinished: 0 }),
    'stuck',
    'job-failed',
  ],
  [
    'that is gone after it failed',
    () => gone({ conditions: [{ type: 'Failed', status: 'True' }] }),
    'stuck',
    'job-failed',
  ],
  [
    'that removed itself',
    () => gone({ active: 1 }, {}, { ttlSecondsAfterFinished: 0 }),
    'ready',
    'nothing says that it failed',
  ],
  [
    'that is gone just now, before word of its end',
    () => gone({ active: 1 }, { last: { object: undefined, goneAt: now } }, { ttlSecondsAfterFinished: 0 }),
    'progressing',
  ],
  [
    'that is gone before it could remove itself',
    () => gone({ active: 1 }, {}, { ttlSecondsAfterFinished: 3600 }),
    'stuck',
    '"gone"',
  ],
  ['that is gone, and nothing says why', () => gone({ active: 1 }), 'stuck', '"gone"'],
]);
