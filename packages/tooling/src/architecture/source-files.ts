import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

export interface SourceFile {
  /** From the root, with `/`. */
  path: string;
  code: string;
}

/** Below packages/(any)/src, actions/(any)/src and bench; tests are free to import what they test. */
const isSource = (path: string) => /^[^/]+\/[^/]+\/src\/|^bench\/(?!test\/)/.test(path);

/** Every TypeScript source of the repository, without tests. */
export function sourceFiles(root: string): SourceFile[] {
  return ['packages', 'actions', 'bench'].flatMap((group) =>
    readdirSync(join(root, group), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .filter((path) => isSource(path) && !path.includes('/node_modules/'))
      .sort()
      .map((path) => ({ path, code: readFileSync(join(root, path), 'utf8') })),
  );
}
