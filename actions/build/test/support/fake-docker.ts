import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What one call of `docker` has got, and the secret files that it was given. */
export interface DockerCall {
  argv: string[];
  env: Record<string, string>;
  /** Secret id → bytes, as base64. */
  secrets: Record<string, string>;
  /** Of the program and of what it has started. */
  pids: number[];
}

export interface FakeDocker {
  /** To be put first on PATH. */
  folder: string;
  calls(): DockerCall[];
  remove(): void;
}

/**
 * A `docker` that writes down what it gets. At the subcommand `stopAt` it starts another program and both wait for ever;
 * with `real`, it hands over to that program; otherwise it answers as docker's own driver would.
 */
export function fakeDocker({ stopAt = '', real = '' } = {}): FakeDocker {
  const folder = mkdtempSync(join(tmpdir(), 'workaday-fake-docker-'));
  const calls = join(folder, 'calls');
  mkdirSync(calls);
  writeFileSync(join(folder, 'docker.mjs'), program(calls, stopAt, real));
  writeFileSync(
    join(folder, 'docker'),
    `#!/bin/sh\nexec '${process.execPath}' '${folder}/docker.mjs' "$@"\n`,
  );
  chmodSync(join(folder, 'docker'), 0o755);
  return {
    folder,
    calls: () =>
      existsSync(calls)
        ? readdirSync(calls)
            .filter((name) => name.endsWith('.json'))
            .sort()
            .map((name) => JSON.parse(readFileSync(join(calls, name), 'utf8')) as DockerCall)
        : [],
    remove: () => rmSync(folder, { recursive: true }),
  };
}

const program = (calls: string, stopAt: string, real: string) => `
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
const argv = process.argv.slice(2);
const secrets = {};
for (const flag of argv.filter((each) => each.startsWith('--secret='))) {
  const fields = flag.slice('--secret='.length).match(/"(?:[^"]|"")*"|[^,]+/g).map((field) =>
    field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field);
  const value = (name) => fields.find((field) => field.startsWith(name + '=')).slice(name.length + 1);
  secrets[value('id')] = readFileSync(value('src')).toString('base64');
}
const pids = [process.pid];
const stops = argv.includes(${JSON.stringify(stopAt)});
if (stops) pids.push(spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' }).pid);
const file = ${JSON.stringify(`${calls}/`)} + process.hrtime.bigint() + '-' + process.pid;
writeFileSync(file, JSON.stringify({ argv, env: process.env, secrets, pids }));
renameSync(file, file + '.json');
if (stops) setInterval(() => {}, 1000);
else if (${JSON.stringify(real)}) process.exitCode = spawnSync(${JSON.stringify(real)}, argv, { stdio: 'inherit' }).status ?? 1;
else if (argv.includes('inspect')) console.log('Name: default\\nDriver: docker\\n\\nNodes:\\nName: default\\nStatus: running');
else if (argv[0] === 'info') console.log('{"DriverStatus":[["driver-type","io.containerd.snapshotter.v1"]],"DockerRootDir":"/"}');
`;
