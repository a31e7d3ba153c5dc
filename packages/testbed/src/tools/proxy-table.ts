import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../process/run.ts';

const library = 'sigs.k8s.io/knftables';
const call = 'newInternal(family, table, realExec{}, options...)';

/** Lets the table's name go through `tableName`; throws when the source is not the one this was written for. */
export function withTableName(source: string): string {
  const parts = source.split(call);
  if (parts.length !== 2) {
    throw new Error(
      `${library}/nftables.go has ${parts.length - 1} times \`${call}\`, expected once: ` +
        'after an update of Kubernetes, adapt packages/testbed/src/tools/proxy-table.ts.',
    );
  }
  return parts.join('newInternal(family, tableName(table), realExec{}, options...)');
}

/**
 * kube-proxy names its nftables table by a constant, so two clusters on one machine would overwrite each other's rules.
 * A copy of its nftables library that reads the name from KUBE_PROXY_TABLE is built in instead.
 * @returns a go.mod, in `folder`, for `go build -modfile`
 */
export async function writePatchedModFile(moduleFolder: string, folder: string): Promise<string> {
  const download = await run('go', ['mod', 'download', '-json', library], { cwd: moduleFolder });
  const upstream: string = JSON.parse(download).Dir;
  const copy = join(folder, 'knftables');
  const skipped = new Set(['vendor', 'hack', 'docs']);
  cpSync(upstream, copy, {
    recursive: true,
    filter: (path) => !skipped.has(path.slice(upstream.length + 1)),
  });
  await run('chmod', ['-R', 'u+w', copy]);
  const source = join(copy, 'nftables.go');
  writeFileSync(source, withTableName(readFileSync(source, 'utf8')));
  cpSync(join(moduleFolder, 'table.go.txt'), join(copy, 'table.go'));

  const modFile = join(folder, 'go.mod');
  cpSync(join(moduleFolder, 'go.sum'), join(folder, 'go.sum'));
  writeFileSync(
    modFile,
    `${readFileSync(join(moduleFolder, 'go.mod'), 'utf8')}\nreplace ${library} => ${copy}\n`,
  );
  return modFile;
}
