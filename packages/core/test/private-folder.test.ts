import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodePrivateFolder } from '../src/node/private-folder.ts';
import { startScript } from './support/script.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'workaday-folder-test-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const modeOf = (path: string) => statSync(path).mode & 0o777;

describe('a private folder', () => {
  it('is for this user only, whatever the mask is, and goes', async () => {
    const mask = process.umask(0);
    const folder = await nodePrivateFolder();
    const file = await folder.write('below/secret', 'hunter2');
    process.umask(mask);
    expect([folder.path, join(folder.path, 'below'), file].map(modeOf)).toEqual([0o700, 0o700, 0o600]);
    expect(await folder.readText('below/secret')).toBe('hunter2');
    expect(await folder.readText('other')).toBeUndefined();
    await expect(folder.write('below/secret', 'other')).rejects.toThrow('EEXIST');
    await folder.remove();
    expect(existsSync(folder.path)).toBe(false);
  });

  it.each(['a\nb\n', 'a\r\nb', 'pässwörd 🔑', '\uFEFFmark', ' $`"\\%0A ', ''])(
    'holds the bytes of %j',
    async (text) => {
      const folder = await nodePrivateFolder();
      const file = await folder.write('secret', text);
      expect(readFileSync(file)).toEqual(Buffer.from(text));
      await folder.remove();
    },
  );

  it('takes copies of what is read-only, with what links lead to, and links to what is there', async () => {
    mkdirSync(join(root, 'from/deep'), { recursive: true });
    writeFileSync(join(root, 'from/deep/a'), 'A');
    symlinkSync('deep/a', join(root, 'from/b'));
    chmodSync(join(root, 'from/deep/a'), 0o444);
    chmodSync(join(root, 'from/deep'), 0o555);
    const folder = await nodePrivateFolder();
    await folder.copy('state/all', join(root, 'from'));
    await folder.copy('none', join(root, 'none'));
    await folder.link('state/link', join(root, 'from'));
    await folder.link('nowhere', join(root, 'none'));
    const inside = (path: string) => join(folder.path, path);
    expect(readFileSync(inside('state/all/b'), 'utf8')).toBe('A');
    expect([inside('state/all/deep'), inside('state/all/deep/a')].map(modeOf)).toEqual([0o700, 0o600]);
    expect(readlinkSync(inside('state/link'))).toBe(join(root, 'from'));
    expect(existsSync(inside('none')) || existsSync(inside('nowhere'))).toBe(false);
    await folder.remove();
    expect(readFileSync(join(root, 'from/deep/a'), 'utf8')).toBe('A');
  });
});

const making = `const { nodePrivateFolder } = await import(MODULE('private-folder.ts'));
  const folder = await nodePrivateFolder(); await folder.write('secret', 'x'); console.log(folder.path);`;

describe('a process that ends early', () => {
  const variables = () => {
    writeFileSync(join(root, 'state'), '');
    return { ...process.env, RUNNER_TEMP: root, GITHUB_STATE: join(root, 'state') };
  };

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('by %s takes its folder along', async (signal) => {
    const { child, line, ended } = await startScript(`${making} setInterval(() => {}, 1000);`, variables());
    const path = await line();
    expect(existsSync(join(path, 'secret'))).toBe(true);
    child.kill(signal);
    expect(await ended).toMatchObject({ code: null, signal });
    expect(existsSync(path)).toBe(false);
  });

  it('by an error that nobody expects takes its folder along', async () => {
    const script = `${making} process.exitCode = 7; process.emit('exit'); process.exit();`;
    const { line, ended } = await startScript(script, variables());
    const path = await line();
    expect(await ended).toMatchObject({ code: 7 });
    expect(existsSync(path)).toBe(false);
  });

  it('by SIGKILL has told the runner which folder stays', async () => {
    const { child, line, ended } = await startScript(`${making} setInterval(() => {}, 1000);`, variables());
    const path = await line();
    child.kill('SIGKILL');
    await ended;
    expect(existsSync(path)).toBe(true);
    expect(readFileSync(join(root, 'state'), 'utf8')).toMatch(
      new RegExp(`^workaday-[0-9a-f]{16}<<(\\S+)\n${path}\n\\1\n$`),
    );
  });
});
