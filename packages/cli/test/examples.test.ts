import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Folder } from '../src/init/folder.ts';
import { type Plan, planInit } from '../src/init/plan.ts';
import { readFolder } from '../src/init/read-folder.ts';

const examples = join(import.meta.dirname, '../../../examples');
/** What is there of an app before init: the rest of each example is what init wrote. */
const sources: Record<string, readonly string[]> = {
  'go-service': ['README.md', 'go.mod', 'main.go'],
  'python-service': ['.python-version', 'README.md', 'app.py'],
  'static-site': ['README.md', 'index.html', 'style.css'],
};

async function planOf(example: string, only?: readonly string[]): Promise<Plan> {
  const all = await readFolder(join(examples, example));
  const wanted = (path: string) => only?.includes(path) ?? true;
  const folder: Folder = {
    paths: all.paths.filter(wanted),
    texts: new Map([...all.texts].filter(([path]) => wanted(path))),
  };
  return planInit({ folder, folderName: example, git: undefined }, { org: 'your-org', overwrite: [] });
}

describe.each(Object.entries(sources))('examples/%s', (example, own) => {
  it('is the source, and what init writes for it, byte for byte', async () => {
    const { files } = await planOf(example, own);
    for (const { path, content } of files)
      expect(readFileSync(join(examples, example, path), 'utf8'), path).toBe(content);
    const written = files.map(({ path }) => path);
    const there = readdirSync(join(examples, example), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(examples, example).length + 1));
    expect(there.sort()).toEqual([...written, ...own].sort());
  });

  it('is left alone by a second init', async () => {
    const { files } = await planOf(example);
    expect(files.every(({ state }) => state === 'same' || state === 'kept')).toBe(true);
  });
});

describe('init in the other examples', () => {
  it.each([
    ['web-service', ['workaday.yml'], []],
    // Its caller is smaller than the form: without a button to break the glass.
    [
      'monorepo',
      ['.github/workflows/rollback.yml', '.github/workflows/lock.yml'],
      ['.github/workflows/ship.yml'],
    ],
  ])('%s writes only what it lacks', async (example, missing, differs) => {
    const { files } = await planOf(example);
    const inState = (state: string) => files.filter((file) => file.state === state).map(({ path }) => path);
    expect(inState('missing')).toEqual(missing);
    expect(inState('differs')).toEqual(differs);
  });
});
