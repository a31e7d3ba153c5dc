import { expect, test } from 'vitest';
import { condemnation } from '../../src/release/in-place.ts';

const pod = (restarts: number) => ({ name: 'web-1', ready: true, restarts, images: {} });
type Now = Parameters<typeof condemnation>[1];
const view = (restarts: number, foreign?: string) => ({ pods: [pod(restarts)], foreign }) as unknown as Now;

test.each([
  ['one restart', view(1), undefined],
  ['two restarts', view(2), 'the pod web-1 keeps crashing: it restarted 2 times'],
  ['another image than was deployed', view(0, 'web runs something else'), 'web runs something else'],
])('%s since the first look', (_name, now, expected) => {
  expect(condemnation(view(0), now)).toBe(expected);
});
