import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judge, parseEvidence, replay } from '../../src/index.ts';
import { evidence as anyEvidence } from '../evidence-arbitrary.ts';

test('what was stored is judged as it was live, round by round', () => {
  fc.assert(
    fc.property(anyEvidence, (evidence) => {
      const stored = parseEvidence(JSON.stringify(evidence));
      const { rounds, judgement } = replay(stored);
      expect(judgement).toEqual(judge(evidence));
      rounds.forEach((replayed, index) => {
        const { decisive: _decisive, ended: _ended, ...until } = stored;
        const soFar = { ...until, rounds: stored.rounds.slice(0, index + 1) };
        expect(replayed.judgement).toEqual(judge(soFar));
      });
    }),
  );
});

test.each([
  ['{', 'is not JSON'],
  ['null', 'has the format null, expected 2'],
  ['{"format":1}', 'has the format 1, expected 2'],
  ['{"format":2,"rounds":[]}', 'is not whole'],
])('%s is no evidence', (text, problem) => {
  expect(() => parseEvidence(text)).toThrow(problem);
});
