import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineContract, input } from '@workaday/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptanceProblems, badInputProblems } from '../src/acceptance/acceptance-problems.ts';
import { badInputs, badValue } from '../src/acceptance/bad-inputs.ts';
import { parseCommandFile } from '../src/acceptance/command-files.ts';
import { spawnAction } from '../src/acceptance/spawn-action.ts';
import { overBudget } from '../src/bundle/budget.ts';
import { bundleAction } from '../src/bundle/bundle-action.ts';
import { findActions } from '../src/repository.ts';

const actions = await findActions();
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'workaday-acceptance-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(actions)('the bundle of $name', { timeout: 120_000 }, (action) => {
  const dist = () => join(folder, action.name);

  it('builds within its budget', async () => {
    const { bytes } = await bundleAction(action, dist());
    expect(overBudget(new Map([[action.name, bytes]]))).toEqual([]);
  });

  it('answers bad inputs all at once, with every output set', async () => {
    expect(badInputs(action.contract).names.length).toBeGreaterThan(0);
    expect(await acceptanceProblems(action.contract, dist())).toEqual([]);
  });

  it('masks its secrets before anything else is said', async () => {
    const secrets = Object.entries(action.contract.inputs).filter(([, spec]) => spec.secret);
    const values = Object.fromEntries(secrets.map(([name], index) => [name, `hush-hush-${index}`]));
    const given = { ...badInputs(action.contract).given, ...values };
    const { log, outputs, summary } = await spawnAction(join(dist(), 'main.mjs'), action.contract, given);
    const lines = log.split('\n').filter((line) => line !== '');
    const masks = lines.slice(0, secrets.length);
    expect(masks).toEqual(secrets.map(([name]) => `::add-mask::${values[name]}`));
    const rest = [...lines.slice(secrets.length), summary, ...outputs.map(({ value }) => value)].join('\n');
    expect(rest).not.toContain('hush-hush');
  });
});

const contract = defineContract({
  name: 'sample',
  title: 'Sample',
  description: 'A sample.',
  branding: { icon: 'box', color: 'blue' },
  inputs: {
    place: input.text({ description: 'Where.', required: true }),
    mode: input.choice(['a', 'b'], { description: 'How.', default: 'a' }),
    free: input.text({ description: 'Anything.' }),
  },
  outputs: { tag: 'The tag.' },
  outcomes: { done: { description: 'It is done.', ok: true } },
  reasons: {},
});

describe('badInputs', () => {
  it('are everything that can be wrong', () => {
    expect(badInputs(contract)).toEqual({
      given: { place: '', mode: badValue, 'dry-run': badValue },
      names: ['place', 'mode', 'dry-run'],
    });
  });
});

describe('badInputProblems', () => {
  const names = ['place', 'mode'];
  const written = (name: string, value: string) => ({ name, value, delimiter: name });
  const good = {
    exitCode: 1,
    log: '::error title=x::input place is empty; input mode is odd\n',
    outputs: [written('tag', ''), written('outcome', 'failed'), written('reason', 'bad-input')],
    summary: 'bad-input',
  };

  it('are none when all is as it must be', () => expect(badInputProblems(contract, names, good)).toEqual([]));

  it.each([
    ['the exit code', { exitCode: 0 }],
    ['an output that is not set', { outputs: good.outputs.slice(1) }],
    ['another reason', { outputs: [...good.outputs.slice(0, 2), written('reason', 'ok')] }],
    ['another outcome', { outputs: [good.outputs[0], written('outcome', 'done'), good.outputs[2]] }],
    ['an input that is not named', { log: '::error::input place is empty' }],
    ['a summary that is silent', { summary: '' }],
    ['a stack trace', { log: `${good.log}    at run (file:///main.mjs:1:2)\n` }],
  ])('see %s', (_, change) => {
    const end = { ...good, ...change } as typeof good;
    expect(badInputProblems(contract, names, end)).toHaveLength(1);
  });
});

describe('acceptanceProblems', () => {
  it('see a bundle that fails as it starts', async () => {
    const broken = mkdtempSync(join(folder, 'broken-'));
    writeFileSync(join(broken, 'main.mjs'), "throw new Error('at once');");
    const problems = await acceptanceProblems(contract, broken);
    expect(problems).toContain('sample, given bad inputs: the log shows a stack trace');
    expect(problems.length).toBeGreaterThan(4);
  });
});

describe('parseCommandFile', () => {
  it('reads values of several lines', () => {
    expect(parseCommandFile('a<<X\none\ntwo\nX\nb<<Y\n\nY\n')).toEqual([
      { name: 'a', value: 'one\ntwo', delimiter: 'X' },
      { name: 'b', value: '', delimiter: 'Y' },
    ]);
  });

  it.each(['a=b', 'a<<X\nnever ends', '<<X\nX'])('refuses %j', (text) =>
    expect(() => parseCommandFile(text)).toThrow('is no name<<delimiter'),
  );
});
