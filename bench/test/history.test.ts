import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import semver from 'semver';
import { afterAll, expect, it } from 'vitest';
import { planHistory } from '../version/history.ts';
import { checkOut, clonedSubject, generatedSubject, git, lines, usualPrefix } from '../version/subjects.ts';

const scratch = mkdtempSync(join(tmpdir(), 'workaday-bench-test-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const shapes = fc
  .record({ commits: fc.integer({ min: 60, max: 2000 }), share: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map(({ commits, share }) => ({ commits, tags: 1 + Math.floor((share * (commits - 40)) / 10) }));

it('plans as many commits and tags as asked for, the last tag near the tip, versions rising', () => {
  fc.assert(
    fc.property(shapes, (shape) => {
      const { commits, nextVersion } = planHistory(shape);
      const tagged = commits.flatMap(({ tag }, index) => (tag === undefined ? [] : [{ tag, index }]));
      expect(commits).toHaveLength(shape.commits);
      expect(tagged).toHaveLength(shape.tags);
      expect(commits.length - (tagged.at(-1)?.index ?? 0)).toBeLessThanOrEqual(21);
      const versions = [...tagged.map(({ tag }) => tag.slice(1)), nextVersion];
      expect(versions).toEqual(semver.sort([...versions]));
      expect(new Set(versions).size).toBe(versions.length);
    }),
    { numRuns: 30 },
  );
});

it('becomes a repository with merges, of which actions/checkout would make this checkout', async () => {
  const subject = await generatedSubject({ name: 'small', commits: 300, tags: 9 }, scratch);
  const checkout = join(scratch, 'checkout');
  const sha = await checkOut(`file://${subject.source}`, subject.branch, checkout);
  expect(await git(subject.source, 'rev-parse', 'main')).toBe(sha);
  expect(await git(checkout, 'rev-list', '--count', 'HEAD')).toBe('300');
  expect(lines(await git(checkout, 'tag', '--list'))).toHaveLength(9);
  expect(Number(await git(checkout, 'rev-list', '--count', '--merges', 'HEAD'))).toBeGreaterThan(5);
  await git(subject.source, 'fsck', '--strict');

  const { commits, tags, branch, prefix } = await clonedSubject(checkout, scratch);
  expect({ commits, tags, branch, prefix }).toEqual({ commits: 300, tags: 9, branch: 'main', prefix: 'v' });
});

it.each([
  [['v1.0.0', 'v1.1.0', 'nightly', 'api/v1.0.0'], 'v'],
  [['1.0.0', '1.1.0', 'v2'], ''],
  [['release-1.0.0'], 'release-'],
  [['nightly'], 'v'],
  [[], 'v'],
])('tags %j have the prefix %j', (tags, prefix) => expect(usualPrefix(tags)).toBe(prefix));
