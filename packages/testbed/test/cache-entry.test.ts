import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { cacheEntry, cacheFolder, entryKey } from '../src/cache/entry.ts';

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'workaday-cache-'));
  vi.stubEnv('WORKADAY_CACHE', cache);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true });
});

const silent = () => undefined;

test.each([
  [{ WORKADAY_CACHE: '/a', XDG_CACHE_HOME: '/b' }, '/a'],
  [{ XDG_CACHE_HOME: '/b' }, '/b/workaday'],
])('the folder follows the environment %j', (env, expected) => {
  expect(cacheFolder(env)).toBe(expected);
});

test('a key changes with every input, but not with their order', () => {
  const inputs = fc.dictionary(fc.string(), fc.string());
  fc.assert(
    fc.property(inputs, fc.string(), fc.string(), (given, name, value) => {
      const reversed = Object.fromEntries(Object.entries(given).reverse());
      expect(entryKey(reversed)).toBe(entryKey(given));
      if (given[name] !== value) expect(entryKey({ ...given, [name]: value })).not.toBe(entryKey(given));
    }),
  );
});

test('an entry is built once, even when two ask at once', async () => {
  let builds = 0;
  const build = async (folder: string) => {
    builds++;
    writeFileSync(join(folder, 'tool'), 'made');
  };
  const ask = () => cacheEntry('tool', { version: '1' }, silent, build);
  const [first, second] = await Promise.all([ask(), ask()]);
  expect(second).toBe(first);
  expect(readFileSync(join(first, 'tool'), 'utf8')).toBe('made');
  expect(builds).toBe(1);
});

test('a build that fails leaves nothing behind and is tried again', async () => {
  const failing = cacheEntry('tool', {}, silent, () => Promise.reject(new Error('no compiler')));
  await expect(failing).rejects.toThrow('no compiler');
  expect(readdirSync(cache)).toEqual([]);
  const entry = await cacheEntry('tool', {}, silent, async (folder) => writeFileSync(join(folder, 'x'), ''));
  expect(readdirSync(entry)).toEqual(['x']);
});
