import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '@workaday/testbed';
import { afterAll, expect, test } from 'vitest';
import { commitBoth, type Release, releaseObjects } from '../rollback/app.ts';
import { digestIn } from '../rollback/build-job.ts';
import { goodText } from '../smoke/app.ts';

const scratch = mkdtempSync(join(tmpdir(), 'workaday-bench-test-'));
afterAll(() => rmSync(scratch, { recursive: true }));

test('the commits differ in what the page says, and each keeps its own', async () => {
  const checkout = join(scratch, 'app');
  const { good, bad } = await commitBoth(checkout);
  const git = (...args: string[]) => run('git', ['-C', checkout, ...args]);
  expect((await git('diff', '--name-only', good.sha, bad.sha)).trim()).toBe('settings.json');
  expect(JSON.parse(await git('show', `${good.sha}:settings.json`))).toEqual({ greeting: goodText });
  expect(await git('show', `${bad.sha}:settings.json`)).not.toContain(goodText);
  expect(await git('show', `${good.sha}:Dockerfile`)).toContain('FROM node:24-slim');
});

test('the same version with another image differs in its Deployment alone, users reach it, nothing but the image is run', () => {
  const release = (image: string): Release => ({ checkout: '', sha: '', version: '1.0.0', image });
  const texts = (image: string) =>
    releaseObjects(release(image), { server: 'server', node: 'node' }).map((object) =>
      JSON.stringify(object),
    );
  const [first, again] = [texts('shop@sha256:a'), texts('shop@sha256:b')];
  const changed = again.filter((text) => !first.includes(text));
  expect(changed).toEqual([expect.stringContaining('"image":"shop@sha256:b"')]);
  expect(changed[0]).toContain('"kind":"Deployment"');
  expect(changed[0]).not.toContain('"command"');
  expect(again.filter((text) => text.includes('"NodePort"'))).toHaveLength(1);
});

test('the digest is the one that buildx names', () => {
  expect(digestIn('{"containerimage.digest":"sha256:abc","image.name":"x"}')).toBe('sha256:abc');
  expect(() => digestIn('{"image.name":"x"}')).toThrow('buildx names no digest: {"image.name":"x"}');
});
