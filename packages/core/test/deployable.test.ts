import { describe, expect, test } from 'vitest';
import { startOf } from '../src/deployable.ts';

const payload = { repository: { default_branch: 'main' } };
const prefixes = ['v', 'api/v'];

describe('what may be deployed', () => {
  test.each([
    ['push', 'refs/heads/main', { by: 'merge' }],
    ['schedule', 'refs/heads/main', { by: 'merge' }],
    ['workflow_run', 'refs/heads/main', { by: 'merge' }],
    ['workflow_dispatch', 'refs/heads/main', { by: 'person' }],
    ['repository_dispatch', 'refs/heads/main', { by: 'person' }],
    ['push', 'refs/tags/v1.2.3', { by: 'person', tag: 'v1.2.3' }],
    ['push', 'refs/tags/api/v1.2.3-rc.1', { by: 'person', tag: 'api/v1.2.3-rc.1' }],
    ['workflow_dispatch', 'refs/tags/v1.2.3', { by: 'person', tag: 'v1.2.3' }],
  ])('%s of %s', (event, ref, start) => {
    expect(startOf({ event, ref }, payload, prefixes)).toEqual(start);
  });

  test.each([
    ['push', 'refs/heads/feature'],
    ['workflow_dispatch', 'refs/heads/feature'],
    ['push', 'refs/heads/main2'],
    ['push', 'refs/heads/Main'],
    ['push', 'refs/heads/refs/heads/main'],
    ['push', 'refs/tags/v1'],
    ['push', 'refs/tags/v01.2.3'],
    ['push', 'refs/tags/vv1.2.3'],
    ['push', 'refs/tags/web/v1.2.3'],
    ['push', 'refs/tags/main'],
    ['issue_comment', 'refs/pull/7/merge'],
    ['push', 'main'],
    ['push', ''],
  ])('not %s of %s', (event, ref) => {
    expect(() => startOf({ event, ref }, payload, prefixes)).toThrow(
      'only the default branch and release tags are',
    );
  });

  test('another default branch is told by the event', () => {
    const other = { repository: { default_branch: 'trunk' } };
    expect(startOf({ event: 'push', ref: 'refs/heads/trunk' }, other, prefixes)).toEqual({ by: 'merge' });
    expect(() => startOf({ event: 'push', ref: 'refs/heads/main' }, other, prefixes)).toThrow(
      'is not deployed',
    );
  });

  test('without an event that names the default branch, the workflow has said which branches it runs on', () => {
    expect(startOf({ event: 'push', ref: 'refs/heads/main' }, undefined, prefixes)).toEqual({ by: 'merge' });
    expect(() => startOf({ event: 'push', ref: 'refs/tags/x' }, undefined, prefixes)).toThrow(
      'refs/tags/x is not deployed',
    );
  });

  test('a hostile ref is only text', () => {
    const ref = 'refs/heads/x\n::error::pwned';
    expect(() => startOf({ event: 'push', ref }, payload, prefixes)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('\n::error') }),
    );
  });
});
