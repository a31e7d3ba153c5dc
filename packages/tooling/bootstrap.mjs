// Runs a TypeScript entry of this repository on a bare machine: any Node >= 20 is enough to start it.
// It installs node_modules when they are missing or older than package-lock.json, then hands over to Node 24.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const stamp = join(root, 'node_modules/.workaday-lock');
const lock = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');

/** Whether npm's own record of what is installed has every package of the lock, as after `npm install`. */
function isInstalled() {
  const record = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(record)) return false;
  const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
  const installed = packagesOf(record);
  return Object.entries(packagesOf(join(root, 'package-lock.json'))).every(
    ([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version,
  );
}

function install() {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  if (isInstalled()) return writeFileSync(stamp, lock);
  console.log('installing dependencies (npm ci), because node_modules is missing or stale …');
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (npm.status !== 0) {
    console.error('npm ci failed: see its output above; the package registry must be reachable once.');
    process.exit(npm.status ?? 1);
  }
  writeFileSync(stamp, lock);
}

function node24() {
  const local = join(root, 'node_modules/.bin/node');
  if (existsSync(local)) return local;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  console.error(
    `Node ${process.versions.node} is too old to run this repository and no Node 24 package fits this platform.`,
  );
  console.error(
    'What to do: install Node 24 or newer, for example with your version manager (.node-version says 24).',
  );
  process.exit(1);
}

install();
const node = node24();
// Ctrl-C reaches the child too, which cleans up; this process waits for it.
process.on('SIGINT', () => {});
const [entry, ...args] = process.argv.slice(2);
const child = spawnSync(node, ['--disable-warning=ExperimentalWarning', resolve(root, entry), ...args], {
  stdio: 'inherit',
  env: { ...process.env, PATH: [dirname(node), process.env.PATH].join(delimiter) },
});
process.exit(child.status ?? (child.signal ? 130 : 1));
