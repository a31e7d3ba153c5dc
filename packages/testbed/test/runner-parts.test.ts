import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jobOfLine, readable, readLine } from '../src/runner/act-log.ts';
import { fetchPlan, type Wish } from '../src/runner/checkout/fetch-plan.ts';
import { ConcurrencyGroups } from '../src/runner/concurrency-groups.ts';
import { evaluateText } from '../src/runner/expression.ts';
import { excess, parsePermissions } from '../src/runner/job-permissions.ts';
import { Mask } from '../src/runner/mask.ts';
import type { JobRecord } from '../src/runner/run-record.ts';

describe('expressions', () => {
  const contexts = {
    github: { ref_name: 'main', event: { a: null } },
    inputs: { env: '', on: true },
    vars: { 'a-b': 'x' },
  };
  it.each([
    ['production', 'production'],
    ['${{ inputs.on }}', true],
    ["${{ inputs.env || 'production' }}", 'production'],
    ['x-${{ github.ref_name }}-${{ github.event.a }}-${{ github.missing.deep }}', 'x-main--'],
    ["${{ github.ref_name == 'MAIN' && 'yes' || 'no' }}", 'yes'],
    ["${{ !(github.ref_name != 'main') }}", true],
    ["${{ format('{0}/{1}', github.ref_name, 3) }}", 'main/3'],
    ["${{ vars['a-b'] }} it''s", "x it''s"],
    ["${{ 'it''s' }}", "it's"],
  ])('%s is %s', (text, value) => expect(evaluateText(text, contexts)).toEqual(value));

  it.each([
    '${{ needs.a.outputs.b }}',
    '${{ fromJSON(inputs.env) }}',
    '${{ inputs.env + 1 }}',
    '${{ inputs. }}',
  ])('%s is refused', (text) =>
    expect(() => evaluateText(text, contexts)).toThrow(/expression|not known before/),
  );
});

describe('permissions', () => {
  it('knows the short forms, and what is too much', () => {
    expect(parsePermissions('write-all')).toMatchObject({ contents: 'write', issues: 'write' });
    expect(parsePermissions(null)).toEqual({});
    expect(excess({ contents: 'write', issues: 'none' }, { contents: 'read' })).toEqual([
      "is requesting 'contents: write', but is only allowed 'contents: read'",
    ]);
  });
});

describe('checkout', () => {
  const run = { repository: 'acme/web', ref: 'refs/heads/main', sha: 'c0ffee' };
  const wish: Wish = { repository: 'acme/web', ref: '', depth: 1, tags: false, filter: '', run };
  it.each<[string, Partial<Wish>, string]>([
    ['by default', {}, '--depth=1 +c0ffee:refs/remotes/origin/main -B main c0ffee'],
    [
      'with everything',
      { depth: 0 },
      'c0ffee +refs/heads/*:refs/remotes/origin/* +refs/tags/*:refs/tags/* -B main c0ffee',
    ],
    [
      'with tags and a filter',
      { tags: true, filter: 'blob:none' },
      '--depth=1 --filter=blob:none +c0ffee:refs/remotes/origin/main +refs/tags/*:refs/tags/* -B main c0ffee',
    ],
    [
      'of a tag',
      { run: { ...run, ref: 'refs/tags/v1' } },
      '--depth=1 +refs/tags/v1:refs/tags/v1 --detach c0ffee',
    ],
    ['of a ref of its own', { ref: 'topic' }, '--depth=1 topic --detach FETCH_HEAD'],
    ['of another repository', { repository: 'acme/other' }, '--depth=1 HEAD --detach FETCH_HEAD'],
  ])('%s', (_name, change, expected) => {
    const { options, refspecs, checkout } = fetchPlan({ ...wish, ...change });
    expect([...options, ...refspecs, ...checkout].join(' ')).toBe(expected);
  });
});

describe('concurrency groups', () => {
  it('have one holder at a time, serve in order, and lose nobody', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('A', 'a', 'B'), { minLength: 1, maxLength: 20 }),
        async (wanted) => {
          const groups = new ConcurrencyGroups();
          const holding = new Map<string, number>();
          const order: number[] = [];
          const work = wanted.map(async (group, job) => {
            await groups.acquire(group, `job ${job}`);
            expect(holding.has(group.toLowerCase())).toBe(false);
            holding.set(group.toLowerCase(), job);
            await Promise.resolve();
            order.push(job);
            holding.delete(group.toLowerCase());
            groups.release((holder) => holder === `job ${job}`);
          });
          await Promise.all(work);
          const inGroup = (name: string, of: number[]) =>
            of.filter((job) => wanted[job]?.toLowerCase() === name);
          const all = wanted.map((_group, job) => job);
          for (const name of ['a', 'b']) expect(inGroup(name, order)).toEqual(inGroup(name, all));
        },
      ),
    );
  });

  it('forget a job that died while it waited', async () => {
    const groups = new ConcurrencyGroups();
    await groups.acquire('g', '1 a');
    void groups.acquire('g', '2 a');
    const third = groups.acquire('g', '3 a');
    groups.release((holder) => holder.startsWith('2 '));
    groups.release((holder) => holder.startsWith('1 '));
    await third;
  });
});

describe('the log', () => {
  const job = (name: string): JobRecord => ({
    id: 'x',
    name,
    environment: undefined,
    permissions: {},
    status: 'queued',
    conclusion: undefined,
    outputs: {},
    summary: '',
    annotations: [],
    steps: [],
  });
  it('belongs to the job of the longest fitting name', () => {
    const all = [job('deploy'), job('ship / deploy'), job('ship')];
    const name = (given: string) => jobOfLine({ job: given }, all)?.name;
    expect([
      name('w/w/ship / deploy '),
      name('w/deploy'),
      name('w/deploy-2'),
      name('w/other'),
      name('w/ship'),
    ]).toEqual(['ship / deploy', 'deploy', 'deploy', undefined, 'ship']);
  });

  it('tells annotations, steps and results', () => {
    const one = job('a');
    readLine({ step: 's', command: 'error', arg: 'bad', kvPairs: { file: 'f', line: '3' } }, one);
    readLine({ step: 's\nmore', stage: 'Main', stepResult: 'failure', executionTime: 2.4e6 }, one);
    expect([one.status, readLine({ jobResult: 'failure' }, one), one.conclusion]).toEqual([
      'in_progress',
      true,
      'failure',
    ]);
    expect(one.annotations).toEqual([{ level: 'error', message: 'bad', file: 'f', line: '3' }]);
    expect(one.steps).toEqual([{ name: 's', stage: 'Main', conclusion: 'failure', milliseconds: 2 }]);
    expect(readable({ msg: 'out\n', raw_output: true }, one)).toBe('a | out');
  });

  it('masks whole secrets and every line of one', () => {
    const mask = new Mask();
    mask.add('first line\nsecond');
    mask.add('ab');
    expect(mask.apply('first line\nsecond; a second; ab')).toBe('***; a ***; ab');
  });
});
