import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';

/** The files below `root` as a gzipped tar layer: same files, same bytes. Owners and modes are as on disk. */
export function layerOf(root: string): Buffer {
  const flags = ['--sort=name', '--mtime=@0', '--numeric-owner', '--format=gnu'];
  const tar = execFileSync('tar', ['-C', root, ...flags, '-cf', '-', '.'], { maxBuffer: 2 ** 30 });
  return gzipSync(tar, { level: 6 });
}
