import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

export interface SourceFile {
  /** From the root, with `/`. */
  path: string;
  code: string;
}

/** Every TypeScript source below packages/(any)/src and actions/(any)/src; tests are free to import what they test. */
export function sourceFiles(root: string): SourceFile[] {
  return ['packages', 'actions'].flatMap((group) =>
    readdirSync(join(root, group), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .filter((path) => /^[^/]+\/[^/]+\/src\//.test(path) && !path.includes('/node_modules/'))
      .sort()
      .map((path) => ({ path, code: readFileSync(join(root, path), 'utf8') })),
  );
}
