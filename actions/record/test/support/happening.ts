import type { Ending, EndingState } from '../../src/ending.ts';
import type { Happening } from '../../src/issue-text.ts';

export const happening: Happening = {
  app: 'shop',
  environment: 'production',
  version: '1.4.2',
  tag: 'v1.4.2',
  commit: '0123456789012345678901234567890123456789',
  release: '17',
  restoredRelease: '',
  frozenUntil: '',
  actor: 'ada',
  runUrl: 'https://github.com/acme/shop/actions/runs/1',
  at: '2026-11-23T12:00:00.000Z',
};

export const ended = (state: EndingState, reason = 'why'): Ending => ({ state, step: 'smoke-test', reason });
