import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyPlan, type WriteOptions } from '../src/init/apply.ts';
import { initJson, initText } from '../src/init/tell.ts';
import { planOf } from './folders.ts';

const site = { 'index.html': '' };
const fresh = planOf(site);
const paths = fresh.files.map(({ path }) => path);
const writeOnly: WriteOptions = { dryRun: false, overwrite: [] };

async function applied(
  files: Record<string, string>,
  options: WriteOptions,
  answer?: (question: string) => boolean,
) {
  const disk: Record<string, string> = { ...files };
  const questions: string[] = [];
  const plan = planOf(files, { overwrite: options.overwrite });
  const done = await applyPlan(plan, options, {
    write: async (path, content, replace) => {
      if (path in disk && !replace) throw new Error(`${path} would be lost`);
      disk[path] = content;
    },
    ask:
      answer &&
      (async (question) => {
        questions.push(question);
        return answer(question);
      }),
  });
  return { disk, done, questions, plan };
}

describe('applying a plan', () => {
  it('writes what is missing; a second time there is nothing to do', async () => {
    const { disk } = await applied(site, writeOnly);
    for (const { path, content } of fresh.files) expect(disk[path]).toBe(content);
    const again = await applied(disk, writeOnly);
    expect(again.disk).toEqual(disk);
    expect(again.done.every(({ done }) => done === 'unchanged' || done === 'kept')).toBe(true);
    expect(initText(again.plan, again.done)).toContain('Nothing to do');
  });

  it('never changes what exists, whatever that is, unless it was named', async () => {
    const existing = fc.dictionary(fc.constantFrom(...paths), fc.string());
    await fc.assert(
      fc.asyncProperty(existing, async (own) => {
        // Of a configuration the content counts; it has tests of its own.
        const { 'workaday.yml': _, ...mine } = own;
        const files = { ...site, ...mine };
        const { disk } = await applied(files, writeOnly);
        for (const [path, text] of Object.entries(files)) expect(disk[path]).toBe(text);
      }),
    );
  });

  it('replaces a file that was named, and no other', async () => {
    const files = { ...site, Dockerfile: 'mine', '.dockerignore': 'mine' };
    const { disk, done } = await applied(files, { dryRun: false, overwrite: ['Dockerfile'] });
    expect(disk['Dockerfile']).toContain('nginx');
    expect(disk['.dockerignore']).toBe('mine');
    expect(done.find(({ path }) => path === 'Dockerfile')?.done).toBe('overwritten');
  });

  it('asks for each file that differs, and takes only yes for a yes', async () => {
    const ship = '.github/workflows/ship.yml';
    const lock = '.github/workflows/lock.yml';
    const files = { ...site, [ship]: 'mine', [lock]: 'mine' };
    const { disk, questions } = await applied(files, writeOnly, (question) => question.includes('lock'));
    expect(questions).toEqual([
      `${ship} exists and differs. Overwrite it?`,
      `${lock} exists and differs. Overwrite it?`,
    ]);
    expect(disk[ship]).toBe('mine');
    expect(disk[lock]).not.toBe('mine');
  });

  it('writes and asks nothing in a dry run', async () => {
    const files = { ...site, Dockerfile: 'mine' };
    const { disk, done, questions } = await applied(
      files,
      { dryRun: true, overwrite: ['Dockerfile'] },
      () => true,
    );
    expect(disk).toEqual(files);
    expect(questions).toEqual([]);
    expect(done.find(({ path }) => path === 'Dockerfile')?.done).toBe('would be overwritten');
  });
});

describe('what is told', () => {
  it('says how to replace what was left alone', async () => {
    const { plan, done } = await applied({ ...site, '.github/workflows/ship.yml': 'mine' }, writeOnly);
    expect(initText(plan, done)).toContain('`--overwrite .github/workflows/ship.yml` would replace it');
    expect(initJson(plan, done)).toMatchObject({
      command: 'init',
      app: 'shop',
      files: expect.arrayContaining([
        expect.objectContaining({ path: '.github/workflows/ship.yml', done: 'kept', existed: true }),
        expect.objectContaining({ path: 'workaday.yml', done: 'written', existed: false }),
      ]),
    });
  });
});
