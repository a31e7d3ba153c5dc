import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { type Entry, textOf } from './context.ts';

/** An absolute path for one that may begin at the kubeconfig's folder. */
export function besideKubeconfig(path: string, { folder }: Entry): string {
  return isAbsolute(path) || folder === undefined ? path : join(folder, path);
}

/** PEM from `NAME-data` (base64), else from the file that `NAME` names; undefined when neither is there. */
export async function readPem(entry: Entry, name: string, problems: string[]): Promise<string | undefined> {
  const data = textOf(entry.fields[`${name}-data`]);
  if (data !== undefined) {
    const text = Buffer.from(data, 'base64').toString('utf8');
    if (text.includes('-----BEGIN ')) return text;
    problems.push(`its ${name}-data is not the base64 of a PEM text`);
    return undefined;
  }
  const path = textOf(entry.fields[name]);
  if (path === undefined) return undefined;
  const file = besideKubeconfig(path, entry);
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    problems.push(`its ${name} names the file ${file}, which cannot be read on this runner (${error.code})`);
    return undefined;
  });
}
