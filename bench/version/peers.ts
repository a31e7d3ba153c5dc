import { lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '@workaday/testbed';
import { cacheEntry } from '../../packages/testbed/src/cache/entry.ts';

/** Pinned, so that figures of two days compare; raise them together with a new run. */
const requirements = {
  'semantic-release': ['semantic-release@25.0.9', '@semantic-release/commit-analyzer@13.0.1'],
  'git-cliff': ['git-cliff@2.14.2'],
} as const;

export type PeerName = keyof typeof requirements;

export interface Peer {
  version: string;
  /** The script that its package names as its command. */
  script: string;
  /** Of node_modules: all files together, and packages in it. */
  bytes: number;
  packages: number;
}

/** Installs a peer with npm into the cache, outside this project's dependencies, unless it is there. */
export async function installPeer(name: PeerName, progress: (line: string) => void): Promise<Peer> {
  const wanted = requirements[name];
  const inputs = { wanted: wanted.join(' '), platform: `${process.platform}-${process.arch}` };
  const folder = await cacheEntry(`peer-${name}`, inputs, progress, async (draft) => {
    writeFileSync(join(draft, 'package.json'), '{"private":true}\n');
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    await run('npm', ['install', ...flags, ...wanted], { cwd: draft });
  });
  const home = join(folder, 'node_modules', name);
  const { version, bin } = readJson(join(home, 'package.json')) as {
    version: string;
    bin: string | Record<string, string>;
  };
  const script = typeof bin === 'string' ? bin : (bin[name] ?? '');
  const { packages } = readJson(join(folder, 'node_modules/.package-lock.json')) as { packages: object };
  const bytes = sizeOf(join(folder, 'node_modules'));
  return { version, script: join(home, script), bytes, packages: Object.keys(packages).length };
}

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + lstatSync(join(entry.parentPath, entry.name)).size, 0);
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
