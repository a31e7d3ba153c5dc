import {
  appendFileSync,
  chmodSync,
  chownSync,
  copyFileSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { cacheEntry } from '../cache/entry.ts';
import { run } from '../process/run.ts';
import type { Progress } from '../progress.ts';
import { layerOf } from './archive.ts';
import { writeLayout } from './layout.ts';

const packages = ['libc6', 'libgcc-s1', 'libstdc++6', 'busybox', 'ca-certificates', 'tzdata'];
const npm = 'npm@11.19.1';

const accounts = {
  passwd:
    'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false\nnode:x:1000:1000::/home/node:/bin/sh\n',
  group: 'root:x:0:\nnogroup:x:65534:\nnode:x:1000:\n',
  'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\n',
};

async function unpackDebian(root: string, scratch: string): Promise<void> {
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

async function addNode(root: string): Promise<void> {
  const prefix = join(root, 'usr/local');
  mkdirSync(join(prefix, 'bin'), { recursive: true });
  copyFileSync(process.execPath, join(prefix, 'bin/node'));
  chmodSync(join(prefix, 'bin/node'), 0o755);
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await run('npm', ['install', '--global', '--prefix', prefix, ...quiet, npm]);
}

/**
 * A small Linux with Node, in the place of Docker Hub's `node:24-slim`: Debian's packages, BusyBox as shell and commands,
 * this machine's Node 24, npm, and the user `node` (1000). Gives its OCI layout's folder.
 */
export function nodeImage(progress: Progress): Promise<string> {
  const recipe = readFileSync(import.meta.filename, 'utf8');
  const inputs = { recipe, node: process.version, machine: process.arch };
  return cacheEntry('image-node', inputs, progress, async (folder) => {
    const root = join(folder, 'root');
    mkdirSync(root);
    await unpackDebian(root, join(folder, 'packages'));
    await addCommands(root);
    addSystemFiles(root);
    await addNode(root);
    writeLayout(folder, layerOf(root), {
      Env: [
        'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        `NODE_VERSION=${process.versions.node}`,
      ],
      Cmd: ['node'],
    });
    rmSync(root, { recursive: true });
    rmSync(join(folder, 'packages'), { recursive: true });
  });
}
