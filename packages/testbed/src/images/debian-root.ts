import {
  appendFileSync,
  chmodSync,
  chownSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { run } from '../process/run.ts';
import { layerOf } from './archive.ts';
import { type ImageSettings, writeLayout } from './layout.ts';

/** What a program of Debian's asks for, and a shell with its commands. */
const base = ['libc6', 'libgcc-s1', 'libstdc++6', 'busybox', 'ca-certificates', 'tzdata'];

const accounts = {
  passwd:
    'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false\nnode:x:1000:1000::/home/node:/bin/sh\n',
  group: 'root:x:0:\nnogroup:x:65534:\nnode:x:1000:\n',
  'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\n',
};

export const debianPath = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The names of Debian's packages and of all that they depend on, as on a machine with nothing installed. */
export async function withDependencies(packages: readonly string[]): Promise<string[]> {
  const nothingInstalled = ['-o', 'Dir::State::status=/dev/null'];
  const out = await run('apt-get', [
    ...nothingInstalled,
    ...['install', '--print-uris', '--yes', '-qq', '--no-install-recommends', ...packages],
  ]);
  return out
    .split('\n')
    .flatMap((line) => / ([^\s_]+)_\S+\.deb /.exec(line)?.[1] ?? [])
    .sort();
}

async function unpackDebian(root: string, scratch: string, packages: readonly string[]): Promise<void> {
  mkdirSync(scratch);
  // apt drops its rights for a download, and then cannot write into a folder of root's.
  await run('apt-get', ['download', '-q', '-o', 'APT::Sandbox::User=root', ...packages], { cwd: scratch });
  for (const file of globSync('*.deb', { cwd: scratch }))
    await run('dpkg-deb', ['-x', join(scratch, file), root]);
  for (const unused of ['usr/share/doc', 'usr/share/man', 'usr/share/lintian']) {
    rmSync(join(root, unused), { recursive: true, force: true });
  }
}

async function addCommands(root: string): Promise<void> {
  const busybox = join(root, 'bin/busybox');
  for (const command of (await run(busybox, ['--list-full'])).trim().split('\n')) {
    const file = join(root, command);
    mkdirSync(join(file, '..'), { recursive: true });
    if (globSync(file).length === 0) symlinkSync('/bin/busybox', file);
  }
}

function addSystemFiles(root: string): void {
  for (const [name, text] of Object.entries(accounts)) writeFileSync(join(root, 'etc', name), text);
  const release = readFileSync('/etc/os-release', 'utf8');
  writeFileSync(join(root, 'etc/os-release'), release);
  const bundle = join(root, 'etc/ssl/certs/ca-certificates.crt');
  mkdirSync(join(bundle, '..'), { recursive: true });
  for (const file of globSync('usr/share/ca-certificates/**/*.crt', { cwd: root }).sort()) {
    appendFileSync(bundle, readFileSync(join(root, file)));
  }
  for (const folder of ['root', 'home/node', 'proc', 'sys', 'dev', 'run'])
    mkdirSync(join(root, folder), { recursive: true });
  chownSync(join(root, 'home/node'), 1000, 1000);
  for (const folder of ['tmp', 'var/tmp']) {
    mkdirSync(join(root, folder), { recursive: true });
    chmodSync(join(root, folder), 0o1777);
  }
}

/**
 * Writes the OCI layout of a small Debian into `folder`: a shell, certificates and time zones, more packages, and what `add` puts there.
 * @param packages names, with all that they need
 */
export async function debianImage(
  folder: string,
  packages: readonly string[],
  add: (root: string) => Promise<void>,
  settings: ImageSettings,
): Promise<void> {
  const [root, scratch] = [join(folder, 'root'), join(folder, 'packages')];
  mkdirSync(root);
  await unpackDebian(root, scratch, [...new Set([...base, ...packages])]);
  await addCommands(root);
  addSystemFiles(root);
  await add(root);
  writeLayout(folder, layerOf(root), settings);
  for (const used of [root, scratch]) rmSync(used, { recursive: true });
}

/** The text of these files of this folder: what an image is made by. */
export function recipeOf(...files: readonly string[]): string {
  return [import.meta.filename, ...files].map((file) => readFileSync(file, 'utf8')).join('\n');
}
