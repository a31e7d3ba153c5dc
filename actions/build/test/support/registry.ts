import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';

// Real processes on a machine that may be busy with other test files.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

export interface TestRegistry {
  /** `127.0.0.1:PORT` */
  host: string;
  stop(): Promise<void>;
}

/** User `ann` with the password `pässword`. */
export const annsLogin = {
  user: 'ann',
  bcrypt: '$2b$04$1/tV3.hX4X1BFgY4qP.KfuYoAjIfdgGGZmIdNNHNakVzlNEQTIPAq',
};

/** Debian's docker-registry on a free port; with `login`, it asks for that user and password. */
export async function startRegistry(login?: { user: string; bcrypt: string }): Promise<TestRegistry> {
  const folder = mkdtempSync(join(tmpdir(), 'workaday-registry-'));
  const host = `127.0.0.1:${await freePort()}`;
  const auth = login ? `auth: { htpasswd: { realm: test, path: ${folder}/htpasswd } }\n` : '';
  if (login) writeFileSync(join(folder, 'htpasswd'), `${login.user}:${login.bcrypt}\n`);
  writeFileSync(
    join(folder, 'config.yml'),
    `version: 0.1\nlog: { level: error }\nstorage: { filesystem: { rootdirectory: ${folder}/data } }\nhttp: { addr: '${host}' }\n${auth}`,
  );
  const child = spawn('docker-registry', ['serve', join(folder, 'config.yml')], { stdio: 'ignore' });
  await answers(`http://${host}/v2/`, child);
  return {
    host,
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`docker-registry ended with ${child.exitCode}`);
    try {
      await fetch(url);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
