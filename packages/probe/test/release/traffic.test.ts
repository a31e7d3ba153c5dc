import { expect, test } from 'vitest';
import { crashOf } from '../../src/release/crash.ts';
import { trafficLine, trafficState } from '../../src/release/traffic.ts';

const target = { service: 'web', pod: 'web-2', port: 8080, tls: false };

test.each([
  ['only new pods', [], [], 0, 'switched'],
  ['an old pod, for however long', ['web-1'], [], 99_000, 'waiting'],
  ['a Service without a pod', [], ['api'], 0, 'waiting'],
  ['a Service that stays without a pod', [], ['api'], 15_000, 'switched'],
] as const)('%s', (_name, old, without, waited, state) => {
  expect(trafficState({ old, without, targets: [target] }, waited)).toBe(state);
});

test('where traffic goes is said by name', () => {
  expect(trafficLine({ old: ['web-1'], without: ['api'], targets: [target] })).toBe(
    'old pods still get traffic: web-1; no ready pod yet behind: api',
  );
  expect(trafficLine({ old: [], without: [], targets: [target, target] })).toBe('traffic goes to: web-2');
});

const pod = (name: string, restarts: number, ready = false) => ({ name, restarts, ready });

test.each([
  ['no restart', [pod('a', 0, true)], [pod('a', 0, true)], false],
  ['old restarts', [pod('a', 5, true)], [pod('a', 5, true)], false],
  ['one restart', [pod('a', 0)], [pod('a', 1)], false],
  ['a second restart', [pod('a', 0)], [pod('a', 2)], true],
  ['a new pod that restarts', [pod('a', 0)], [pod('b', 2)], true],
])('crash loop: %s', (_name, first, now, crashed) => {
  expect(crashOf(first, now) !== undefined).toBe(crashed);
});
