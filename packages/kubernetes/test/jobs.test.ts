import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { migrationsToRun } from '../src/ledger/jobs-to-run.ts';
import type { Ledger, Release, ReleaseState } from '../src/ledger/release.ts';
import { nameJobs } from '../src/manifests/job-names.ts';
import { jobProblems, jobWarnings } from '../src/manifests/job-problems.ts';
import type { Manifest } from '../src/manifests/manifests.ts';
import { isRollbackUnsafe, migrationOrder } from '../src/manifests/migrations.ts';
import { refOf } from '../src/manifests/object.ts';
import { written, writtenObject } from './written.ts';

interface JobText {
  name?: string;
  annotations?: string;
  image?: string;
  spec?: string;
}
const digest = `web@sha256:${'a'.repeat(64)}`;
const text = ({ name = 'migrate', annotations = '', image = digest, spec = '' }: JobText = {}) =>
  `{apiVersion: batch/v1, kind: Job, metadata: {name: "${name}", annotations: {${annotations}}}, spec: {${spec === '' ? '' : `${spec}, `}template: {spec: {restartPolicy: Never, containers: [{name: c, image: "${image}"}]}}}}`;
const marked = 'workaday.dev/migration: "true"';
const nameOf = (job: JobText) => nameJobs(written(text(job)))[0]?.object.metadata.name ?? '';

describe('a Job’s name', () => {
  test('ends in a hash, and the manifest’s is remembered', () => {
    const [job] = nameJobs(written(text()));
    expect(job?.object.metadata.name).toMatch(/^migrate-[0-9a-f]{8}$/);
    expect(job?.object.metadata.annotations).toEqual({ 'workaday.dev/name': 'migrate' });
    expect(job?.place).toEqual(written(text())[0]?.place);
  });
  const others: [string, JobText][] = [
    ['another image', { image: `web@sha256:${'b'.repeat(64)}` }],
    ['another count', { spec: 'completions: 2' }],
    ['another policy', { spec: 'podFailurePolicy: {rules: []}' }],
  ];
  test.each(others)('is another for %s', (_what, job) => expect(nameOf(job)).not.toBe(nameOf({})));
  const same: [string, JobText][] = [
    ['annotations', { annotations: marked }],
    ['patience', { spec: 'backoffLimit: 9, activeDeadlineSeconds: 9, ttlSecondsAfterFinished: 90' }],
    ['pods at a time', { spec: 'parallelism: 2' }],
  ];
  test.each(same)('is the same for other %s', (_what, job) => expect(nameOf(job)).toBe(nameOf({})));
  test('stays when its annotation says so', () => {
    const kept = written(text({ annotations: 'workaday.dev/keep-name: "true"' }));
    expect(nameJobs(kept)).toEqual(kept);
  });
  test('fits into a label, and with the index into a host name, however long it was', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z]([-a-z0-9]{0,80}[a-z0-9])?$/),
        fc.integer({ min: 1, max: 100_000 }),
        (name, completions) => {
          const long = nameOf({ name });
          expect(long).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);
          expect(long.length).toBeLessThanOrEqual(63);
          const indexed = nameOf({ name, spec: `completionMode: Indexed, completions: ${completions}` });
          expect(`${indexed}-${completions - 1}`.length).toBeLessThanOrEqual(63);
        },
      ),
    );
  });
  test('is nobody else’s business', () => {
    const cron =
      '{apiVersion: batch/v1, kind: CronJob, metadata: {name: a}, spec: {}}\n---\n{apiVersion: example.org/v1, kind: Job, metadata: {name: a}}';
    expect(nameJobs(written(cron))).toEqual(written(cron));
  });
});

describe('migrations that run', () => {
  const manifests = nameJobs(
    written(
      [
        text({ name: 'second', annotations: marked, spec: 'completions: 1' }),
        text({ name: 'first', annotations: 'helm.sh/hook: pre-upgrade, helm.sh/hook-weight: "-5"' }),
        text({ name: 'plain' }),
        text({ name: 'kept', annotations: `${marked}, workaday.dev/keep-name: "true"` }),
        '{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}',
      ].join('\n---\n'),
    ),
  );
  const names = (some: readonly Manifest[]) =>
    some.map(({ object }) => object.metadata.annotations?.['workaday.dev/name'] ?? object.metadata.name);
  const ledger = (...states: ReleaseState[]): Ledger => ({
    app: 'shop',
    environment: 'production',
    releases: states.map(
      (state, index) =>
        ({ number: index + 1, state, objects: manifests.map(({ object }) => refOf(object)) }) as Release,
    ),
  });
  test('are all of a first release, by weight and then as they are written', () => {
    const { apply, ran, migrations } = migrationsToRun(manifests, ledger());
    expect(apply).toEqual(manifests);
    expect(ran).toEqual([]);
    expect(names(migrations)).toEqual(['first', 'second', 'kept']);
  });
  test('are none that the last verified release had, nor are its other Jobs, but for those that keep their name', () => {
    const { apply, ran, migrations } = migrationsToRun(manifests, ledger('verified', 'rolled-back'));
    expect(names(ran)).toEqual(['second', 'first', 'plain']);
    expect(names(apply)).toEqual(['kept', 'c']);
    expect(names(migrations)).toEqual(['kept']);
  });
  test.each<ReleaseState>(['pending', 'unproven', 'failed', 'rolled-back', 'rollback-failed', 'superseded'])(
    'are all when the only release is %s',
    (state) => expect(migrationsToRun(manifests, ledger(state)).apply).toEqual(manifests),
  );
  test('are those whose content changed', () => {
    const changed = nameJobs(written(text({ name: 'second', annotations: marked, image: 'other' })));
    expect(migrationsToRun(changed, ledger('verified')).migrations).toEqual(changed);
  });
  test('come in the order of their numbers, not of their texts; a weight that is none counts as 0', () => {
    const weighted = ['"10"', '"9"', '"-1"', '"heavy"'].map((weight) =>
      writtenObject(text({ annotations: `${marked}, helm.sh/hook-weight: ${weight}` })),
    );
    const weights = migrationOrder(weighted, (one) => one).map(
      ({ metadata }) => metadata.annotations?.['helm.sh/hook-weight'],
    );
    expect(weights).toEqual(['-1', 'heavy', '9', '10']);
  });
});

test.each([
  [marked, false],
  [`${marked}, workaday.dev/rollback: safe`, false],
  [`${marked}, workaday.dev/rollback: unsafe`, true],
  ['helm.sh/hook: pre-upgrade, workaday.dev/rollback: unsafe', true],
  ['workaday.dev/rollback: unsafe', false],
])('a Job with %s is unsafe to go back from: %s', (annotations, unsafe) => {
  expect(isRollbackUnsafe(writtenObject(text({ annotations })))).toBe(unsafe);
});

describe('marks that cannot be meant so are errors', () => {
  const deployment =
    '{apiVersion: apps/v1, kind: Deployment, metadata: {name: migrate, annotations: {workaday.dev/migration: "true"}}}';
  const hookPod =
    '{apiVersion: v1, kind: Pod, metadata: {name: migrate, annotations: {helm.sh/hook: pre-install}}}';
  const cases: [string, string, string][] = [
    ['a word', text({ annotations: 'workaday.dev/migration: "yes"' }), '"yes"'],
    ['no text', text({ annotations: 'workaday.dev/migration: true' }), 'neither "true" nor "false"'],
    ['on what does not end', deployment, 'only a Job ends'],
    ['another word', text({ annotations: `${marked}, workaday.dev/rollback: never` }), '"never"'],
    ['on a plain Job', text({ annotations: 'workaday.dev/rollback: unsafe' }), 'is no migration'],
    ['on a suspended Job', text({ annotations: marked, spec: 'suspend: true' }), 'never be complete'],
    ['a hook that is a Pod', hookPod, 'make it a Job'],
  ];
  test.each(cases)('%s', (_what, yaml, says) => {
    const [problem, ...more] = jobProblems(written(`\n${yaml}`));
    expect(`${problem?.what}; ${problem?.next}`).toContain(says);
    expect(problem?.place).toEqual({ file: 'k8s/a.yaml', line: 2 });
    expect(more).toEqual([]);
  });
  test('what can be meant so is none', () => {
    const fine = [
      text({ annotations: marked, spec: 'parallelism: 2, backoffLimit: 0' }),
      text({ annotations: 'workaday.dev/migration: "false"', spec: 'suspend: true' }),
      text({ annotations: `${marked}, workaday.dev/rollback: safe` }),
    ];
    expect(jobProblems(written(fine.join('\n---\n')))).toEqual([]);
  });
});

test('a Job that may go before its end is read is a warning', () => {
  const stay = (seconds: string) =>
    jobWarnings(written(text({ spec: `ttlSecondsAfterFinished: ${seconds}` })));
  expect(stay('59')[0]?.what).toContain('Job/migrate is removed 59 s after');
  expect(stay('0')).toHaveLength(1);
  expect(stay('60')).toEqual([]);
  expect(jobWarnings(written(text()))).toEqual([]);
});
