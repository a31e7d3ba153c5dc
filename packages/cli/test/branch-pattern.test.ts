import { describe, expect, it } from 'vitest';
import { branchIsChosen } from '../src/doctor/branch-pattern.ts';

describe('the branches that patterns choose', () => {
  it.each([
    [['main'], 'main', true],
    [['main'], 'main2', false],
    [['ma.n'], 'main', false],
    [['*'], 'main', true],
    [['*'], 'release/1', false],
    [['**'], 'release/1', true],
    [['release/*'], 'release/1', true],
    [['v?'], 'v1', true],
    [['**', '!main'], 'main', false],
    [['!main', 'main'], 'main', true],
    [[], 'main', false],
  ])('%j and %s: %s', (patterns, branch, chosen) => {
    expect(branchIsChosen(patterns, branch)).toBe(chosen);
  });
});
