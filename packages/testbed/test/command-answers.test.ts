import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseTestbed, descriptionOf, exportsOf, statusOf } from '../src/command-answers.ts';
import type { State } from '../src/state.ts';
import type { TestbedDescription } from '../src/testbed-description.ts';

const owner = { pid: 7, startTime: 1, bootId: 'b' };
const state = (number: number, more: Partial<State> = {}): State => ({
  number,
  owner: null,
  startedAt: 'T',
  parts: [],
  ...more,
});
const testbed: TestbedDescription = {
  name: 'workaday-1',
  dir: '/d',
  logs: '/l',
  bin: "/tools'bin",
  cluster: { kubeconfig: '/k', server: 'https://s', provider: 'given' },
  registry: { host: '127.0.0.1:1' },
  docker: { host: 'unix:///s', containerd: { host: 'unix:///t' }, config: '/c' },
  builder: 'workaday-1',
  github: null,
  env: {},
};

describe('chooseTestbed', () => {
  test.each<[string, State[], string | undefined, number]>([
    ['the only kept one', [state(1, { owner }), state(2)], undefined, 2],
    ['the named one, kept or not', [state(1, { owner }), state(2)], '1', 1],
  ])('%s', (_name, states, number, expected) => {
    expect(chooseTestbed(states, number).number).toBe(expected);
  });

  test.each<[State[], string | undefined, RegExp]>([
    [[], undefined, /No testbed is kept: start one with `npm run testbed -- up`\.$/],
    [[state(1, { owner })], undefined, /No testbed is kept.*1 \(of process 7\)/],
    [[state(1), state(2)], undefined, /Several.*1 \(kept\), 2 \(kept\).*number/],
    [[state(1)], '3', /no testbed "3".*There are: 1 \(kept\)/],
    [[], '3', /There is none/],
  ])('says what there is: %#', (states, number, message) => {
    expect(() => chooseTestbed(states, number)).toThrow(message);
  });
});

test('any value survives a shell', () => {
  const value = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'));
  fc.assert(
    fc.property(value, (text) => {
      const script = `${exportsOf({ ...testbed, env: { VALUE: text } })}\nprintf %s "$VALUE"`;
      expect(execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' })).toBe(text);
    }),
    { numRuns: 30 },
  );
});

test("the testbed's programs come after the user's own on PATH", () => {
  const script = `PATH=/bin\n${exportsOf(testbed)}\nprintf %s "$PATH"`;
  expect(execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' })).toBe("/bin:/tools'bin");
});

test('a testbed that is starting has no addresses yet', () => {
  expect(() => descriptionOf(state(1))).toThrow(/still starting/);
  expect(statusOf(state(1), () => true)).toContain('starting');
});

test('a part that does not run any more is shown as such', () => {
  const parts = [{ name: 'etcd', identity: owner }];
  expect(statusOf(state(1, { parts, testbed }), () => false)).toContain('etcd (NOT RUNNING)');
  expect(statusOf(state(1, { parts, testbed }), () => true)).not.toContain('NOT RUNNING');
});
