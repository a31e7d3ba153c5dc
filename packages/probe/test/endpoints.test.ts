import { expect, test } from 'vitest';
import { type EndpointSlice, readyTargets, trafficSwitch } from '../src/endpoints.ts';

const slice = (
  service: string,
  endpoints: [string, { ready?: boolean | null; terminating?: boolean }][],
): EndpointSlice => ({
  metadata: { labels: { 'kubernetes.io/service-name': service } },
  ports: [{ name: '', port: 8080, protocol: 'TCP' }],
  endpoints: endpoints.map(([name, conditions]) => ({ conditions, targetRef: { kind: 'Pod', name } })),
});

test('only ready endpoints that stay get traffic; an unset ready counts as ready', () => {
  const targets = readyTargets([
    slice('web', [
      ['new-1', { ready: true }],
      ['new-2', { ready: null }],
      ['starting', { ready: false }],
      ['old', { ready: true, terminating: true }],
    ]),
  ]);
  expect(targets.map((target) => target.pod)).toEqual(['new-1', 'new-2']);
});

test('a dual-stack Service names each pod once', () => {
  const one = slice('web', [['new-1', { ready: true }]]);
  expect(readyTargets([one, one])).toEqual([
    { service: 'web', pod: 'new-1', portName: undefined, port: 8080 },
  ]);
});

test('slices without a Service, port or pod are passed over', () => {
  expect(
    readyTargets([
      { ...slice('web', [['new-1', {}]]), metadata: {} },
      { ...slice('web', [['new-1', {}]]), ports: null },
      { ...slice('web', []), endpoints: [{ targetRef: { kind: 'Node', name: 'n' } }] },
    ]),
  ).toEqual([]);
});

test('traffic has moved when every Service goes to new pods only', () => {
  const targets = readyTargets([slice('web', [['new-1', {}]]), slice('api', [['old-1', {}]])]);
  expect(trafficSwitch(targets, ['web', 'api', 'admin'], new Set(['new-1']))).toEqual({
    old: ['old-1'],
    without: ['admin', 'api'],
  });
  expect(trafficSwitch(targets, ['web'], new Set(['new-1']))).toEqual({ old: [], without: [] });
});
