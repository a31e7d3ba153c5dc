import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type AdminClient, adminClient } from './admin-client.ts';
import type { Addresses } from './server.ts';

export interface LoneStandIn {
  readonly addresses: Addresses;
  readonly admin: AdminClient;
  /** Where it keeps its state and repositories, until `stop`. */
  readonly dir: string;
  stop(): Promise<void>;
}

/**
 * The GitHub stand-in as a process of its own, without a cluster around it.
 * @param act path of the workflow runner; without one, every run fails as it starts
 */
export async function startStandIn(act = '/nonexistent/act'): Promise<LoneStandIn> {
  const dir = mkdtempSync(join(tmpdir(), 'workaday-standin-'));
  const world = join(dir, 'world.json');
  writeFileSync(world, JSON.stringify({ act, path: [], env: {} }));
  const serve = join(import.meta.dirname, 'serve.ts');
  const child = spawn(process.execPath, [serve, '--dir', dir, '--world', world], { stdio: 'inherit' });
  const addresses = await ready(join(dir, 'standin.json'));
  return {
    addresses,
    dir,
    admin: adminClient(addresses.adminUrl),
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
      rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The addresses, as soon as the stand-in has written them. */
async function ready(file: string): Promise<Addresses> {
  const watcher = watch(dirname(file));
  while (!existsSync(file)) await once(watcher, 'change');
  watcher.close();
  return JSON.parse(readFileSync(file, 'utf8')) as Addresses;
}
