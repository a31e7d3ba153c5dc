import { describe, expect, it } from 'vitest';
import { wishOf } from '../src/line/wish.ts';
import { change } from './support/plans.ts';

const line = { prefix: 'api/v', otherPrefixes: ['web/v'] };
const wishing = (releaseAs: string, fate: 'quiet' | 'elsewhere' | 'undone' = 'quiet') =>
  change('chore: release', { fate, message: { releaseAs } });

describe('a Release-As footer', () => {
  it.each([
    ['2.0.0', '2.0.0'],
    ['v2.0.0', '2.0.0'],
    ['api/v2.0.0', '2.0.0'],
    ['1.4.3', '1.4.3'],
  ])('%s is met', (asked, version) => {
    expect(wishOf([wishing(asked)], line, ['1.4.2'])).toMatchObject({ wish: { version }, problems: [] });
  });

  it.each([
    ['1.4.2', '1.4.2 exists already'],
    ['1.0.0', '1.4.2 exists already'],
    ['2.0', 'expected MAJOR.MINOR.PATCH'],
    ['2.0.0-rc.1', 'expected MAJOR.MINOR.PATCH'],
    ['02.0.0', 'expected MAJOR.MINOR.PATCH'],
    ['apii/v2.0.0', 'expected MAJOR.MINOR.PATCH'],
    ['', 'expected MAJOR.MINOR.PATCH'],
    ['$(touch pwned)', 'expected MAJOR.MINOR.PATCH'],
  ])('%j is told and passed over', (asked, problem) => {
    const { wish, problems } = wishOf([wishing(asked)], line, ['1.4.2']);
    expect(wish).toBeUndefined();
    expect(problems).toEqual([expect.stringContaining(problem)]);
  });

  it('of another line, of another service’s commit, or of what was undone is no wish here', () => {
    const others = [wishing('web/v2.0.0'), wishing('2.0.0', 'elsewhere'), wishing('2.0.0', 'undone')];
    expect(wishOf(others, line, [])).toEqual({ wish: undefined, problems: [] });
    expect(wishOf([wishing('api/v2.0.0', 'elsewhere')], line, []).wish?.version).toBe('2.0.0');
  });

  it('is the newest that can be met', () => {
    const { wish, problems } = wishOf([wishing('1.0.0'), wishing('3.0.0'), wishing('2.0.0')], line, [
      '1.4.2',
    ]);
    expect(wish?.version).toBe('3.0.0');
    expect(problems).toHaveLength(1);
  });
});
