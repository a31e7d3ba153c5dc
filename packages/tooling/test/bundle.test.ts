import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { budgetOf, overBudget, sizeLine } from '../src/bundle/budget.ts';
import { bundleAction } from '../src/bundle/bundle-action.ts';
import { packageFolderOf } from '../src/bundle/licenses.ts';
import { findActions, repositoryRoot } from '../src/repository.ts';

// That two folders give the same bytes is proven by every release, and so by release.test.ts.

describe('a bundle', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'workaday-bundle-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is one module with the licences of what is in it', { timeout: 60_000 }, async () => {
    const [action] = await findActions(undefined, ['version']);
    if (action === undefined) throw new Error('there is an action called version');
    const { bytes } = await bundleAction(action, folder);
    const code = readFileSync(join(folder, 'main.mjs'), 'utf8');
    expect(bytes).toBe(Buffer.byteLength(code));
    const imported = [...code.matchAll(/(?:\bfrom|\bimport)\s*["']([^"']+)["']/g)].map(([, name]) => name);
    expect(imported.filter((name) => !name?.startsWith('node:') && !/^[a-z_/]+$/.test(name ?? ''))).toEqual(
      [],
    );
    expect(code).not.toContain('workaday-bundle-');
    const licenses = readFileSync(join(folder, 'licenses.txt'), 'utf8');
    expect(licenses).toMatch(/^valibot \d\S* \(MIT\)$/m);
    expect(licenses).not.toContain('@workaday/');
  });

  it('has a module of its own for the post step, without what only the main step uses', async () => {
    const [action] = await findActions(undefined, ['build']);
    if (action === undefined) throw new Error('there is an action called build');
    const source = join(folder, 'source');
    mkdirSync(join(source, 'src'), { recursive: true });
    writeFileSync(
      join(source, 'src/main.ts'),
      "import { parseConfig } from '@workaday/core'; console.log(parseConfig);",
    );
    cpSync(join(action.folder, 'src/post.ts'), join(source, 'src/post.ts'));
    symlinkSync(join(repositoryRoot, 'node_modules'), join(source, 'node_modules'));
    const out = join(folder, 'out');
    const { bytes } = await bundleAction({ ...action, folder: source, entries: ['main', 'post'] }, out);
    const [main, post] = ['main.mjs', 'post.mjs'].map((name) => statSync(join(out, name)).size);
    expect(bytes).toBe((main ?? 0) + (post ?? 0));
    expect(post).toBeLessThan(20_000);
    expect(post).toBeLessThan((main ?? 0) / 2);
  });

  it('of an action that does not exist is refused with the names there are', async () => {
    await expect(findActions(undefined, ['vision'])).rejects.toThrow(/no action is called vision.*version/);
  });
});

describe('the budget', () => {
  it('is one megabyte unless an action has its own', () => {
    expect(budgetOf('version')).toBe(1_000_000);
    expect(budgetOf('deploy')).toBe(2_000_000);
  });

  it('names what is over it, with both sizes', () => {
    expect(overBudget(new Map([['version', 1_000_000]]))).toEqual([]);
    expect(overBudget(new Map([['version', 1_200_000]]))[0]).toMatch(
      /^version: 1\.20 MB of 1\.00 MB: too large/,
    );
    expect(sizeLine('deploy', 500_000)).toBe('deploy: 0.50 MB of 2.00 MB');
  });
});

describe('packageFolderOf', () => {
  it.each([
    ['/r/node_modules/yaml/dist/index.js', '/r/node_modules/yaml'],
    ['/r/node_modules/@actions/core/lib/core.js', '/r/node_modules/@actions/core'],
    ['/r/node_modules/a/node_modules/b/x.js', '/r/node_modules/a/node_modules/b'],
    ['\0/r/node_modules/yaml/x.js', '/r/node_modules/yaml'],
    ['/r/packages/core/src/index.ts', undefined],
    ['\0rolldown/runtime.js', undefined],
  ])('%s', (id, folder) => expect(packageFolderOf(id)).toBe(folder));
});
