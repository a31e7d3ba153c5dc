import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { cacheEntry } from '../cache/entry.ts';
import type { Progress } from '../progress.ts';
import { layerOf } from './archive.ts';
import { writeLayout } from './layout.ts';

/** An image `FROM scratch` with one static binary, which runs as a user without rights. Gives its OCI layout's folder. */
export function staticImage(binary: string, progress: Progress): Promise<string> {
  const name = basename(binary);
  return cacheEntry(`image-${name}`, { binary, form: '1' }, progress, async (folder) => {
    const root = join(folder, 'root');
    mkdirSync(root);
    copyFileSync(binary, join(root, name));
    writeLayout(folder, layerOf(root), { Entrypoint: [`/${name}`], User: '65532:65532' });
    rmSync(root, { recursive: true });
  });
}
