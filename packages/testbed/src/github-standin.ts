import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Allotment } from './allotment.ts';
import type { Part } from './process/part.ts';
import type { WorldFile } from './runner/world-file.ts';
import type { TestbedDescription } from './testbed-description.ts';

type GitHub = NonNullable<TestbedDescription['github']>;

const folderOf = (own: Allotment) => join(own.dir, 'github');
const announcement = (own: Allotment) => join(folderOf(own), 'standin.json');

/**
 * The GitHub stand-in; ready when it has written its addresses.
 * @param world what its runner gives to jobs; a credential of the cluster must not be in it
 */
export function githubStandin(own: Allotment, world: WorldFile): Part {
  const folder = folderOf(own);
  mkdirSync(folder, { recursive: true });
  const worldFile = join(folder, 'world.json');
  writeFileSync(worldFile, `${JSON.stringify(world, null, 2)}\n`);
  const entry = join(import.meta.dirname, 'github/serve.ts');
  return {
    name: 'github',
    command: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', entry, '--dir', folder, '--world', worldFile],
    ready: async () => existsSync(announcement(own)),
  };
}

export const githubAddresses = (own: Allotment): GitHub =>
  JSON.parse(readFileSync(announcement(own), 'utf8'));
