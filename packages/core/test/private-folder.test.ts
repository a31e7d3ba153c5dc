import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodePrivateFolder } from '../src/node/private-folder.ts';

describe('a private folder', () => {
  it('is for this user only, and goes', async () => {
    const folder = await nodePrivateFolder();
    const file = await folder.write('secret', 'hunter2');
    expect(statSync(folder.path).mode & 0o777).toBe(0o700);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await folder.readText('secret')).toBe('hunter2');
    expect(await folder.readText('other')).toBeUndefined();
    await folder.remove();
    expect(existsSync(folder.path)).toBe(false);
  });

  it('goes when the run is cancelled, which still ends by the signal', async () => {
    const module = join(import.meta.dirname, '../src/node/private-folder.ts');
    const script = `const { nodePrivateFolder } = await import(${JSON.stringify(module)});
      const folder = await nodePrivateFolder(); console.log(folder.path); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [path] = await new Promise<string[]>((resolve) =>
      child.stdout.once('data', (data) => resolve(String(data).split('\n'))),
    );
    expect(existsSync(path ?? '')).toBe(true);
    const ended = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
    child.kill('SIGTERM');
    expect(await ended).toBe('SIGTERM');
    expect(existsSync(path ?? '')).toBe(false);
  });
});
