import { createHash } from 'node:crypto';
import { globSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { run } from '../process/run.ts';
import type { GoProgram } from './catalogue.ts';
import { writePatchedModFile } from './proxy-table.ts';

const modules = join(import.meta.dirname, '../../go');

async function goVersion(): Promise<string> {
  try {
    return (await run('go', ['env', 'GOVERSION', 'GOOS', 'GOARCH'], { cwd: modules })).trim();
  } catch (cause) {
    throw new Error(
      'The testbed builds Kubernetes, BuildKit and its other programs with Go, and `go env` does not work here. ' +
        'Install Go 1.26.8 or newer (https://go.dev/dl) and put it on PATH.',
      { cause },
    );
  }
}

const buildFlags = (program: GoProgram) => [
  '-trimpath',
  '-mod=readonly',
  '-buildvcs=false',
  `-ldflags=${['-s -w', program.ldflags ?? ''].join(' ').trim()}`,
];

/** What a binary is made from: the module's files, the toolchain and the flags. */
export async function goInputs(program: GoProgram): Promise<Record<string, string>> {
  const folder = join(modules, program.module);
  const inputs: Record<string, string> = {
    toolchain: await goVersion(),
    package: program.package,
    names: (program.names ?? []).join(),
    flags: buildFlags(program).join(' '),
  };
  const own = program.package.startsWith('./') ? `${program.package.slice(2)}/**/*.go` : '*.go';
  const files = globSync(['go.mod', 'go.sum', '*.go.txt', own], { cwd: folder }).map((file) =>
    join(folder, file),
  );
  const patch = program.ownProxyTable ? [join(import.meta.dirname, 'proxy-table.ts')] : [];
  for (const file of [...files, ...patch]) {
    inputs[relative(modules, file)] = createHash('sha256').update(readFileSync(file)).digest('hex');
  }
  return inputs;
}

/** Builds a static binary `name` into `folder`, with its other names beside it. */
export async function buildGo(name: string, program: GoProgram, folder: string): Promise<void> {
  const cwd = join(modules, program.module);
  const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '', GOWORK: 'off' };
  const flags = buildFlags(program);
  const scratch = mkdtempSync(join(tmpdir(), 'workaday-go-'));
  try {
    if (program.ownProxyTable) flags.push(`-modfile=${await writePatchedModFile(cwd, scratch)}`);
    await run('go', ['build', ...flags, '-o', join(folder, name), program.package], { cwd, env });
  } finally {
    rmSync(scratch, { recursive: true });
  }
  for (const other of program.names ?? []) symlinkSync(name, join(folder, other));
}
