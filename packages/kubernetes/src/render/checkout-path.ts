import { realpath, stat } from 'node:fs/promises';
import { join, normalize, sep } from 'node:path';

/** A path relative to the checkout without `.`, `..` and a slash at its end; undefined when it leads out of the checkout. */
export function pathInside(path: string): string | undefined {
  const inside = normalize(path).split(sep).join('/').replace(/\/+$/, '');
  return inside === '..' || inside.startsWith('../') || inside.startsWith('/') ? undefined : inside || '.';
}

/** Why a path must not be read: a symbolic link on its way leads out of the checkout, or nowhere. */
export async function linkProblem(root: string, path: string): Promise<string | undefined> {
  const [top, target] = await Promise.all([realpath(root), realPathOf(root, path)]);
  if (target === undefined) return 'is a symbolic link that leads nowhere';
  if (target !== top && !target.startsWith(top + sep))
    return 'leads out of the checkout by a symbolic link; what is deployed must be in the repository';
  return undefined;
}

/** Where a path really is, all symbolic links followed; undefined when they lead nowhere. */
export function realPathOf(root: string, path: string): Promise<string | undefined> {
  return realpath(join(root, path)).catch(onMissing);
}

/** Whether a path is a folder, or a symbolic link to one. */
export async function isFolder(root: string, path: string): Promise<boolean> {
  return (await stat(join(root, path)).catch(onMissing))?.isDirectory() ?? false;
}

function onMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'ELOOP') return undefined;
  throw error;
}
