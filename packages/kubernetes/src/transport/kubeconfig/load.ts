import { readFile, stat } from 'node:fs/promises';
import { delimiter, dirname, resolve } from 'node:path';
import { isMap, parseDocument } from 'yaml';
import { isRecord } from '../../manifests/object.ts';
import type { Access } from './access.ts';
import { currentContext, type Source } from './context.ts';
import { badKubeconfig, noKubeconfig } from './failure.ts';
import { inClusterAccess, podFolder } from './in-cluster.ts';

export interface KubeconfigOptions {
  env: Readonly<Record<string, string | undefined>>;
  /** The credential comes from elsewhere: the kubeconfig must hold none. */
  withoutCredential: boolean;
  /** Where a pod finds its ServiceAccount. */
  serviceAccount?: string;
}

/**
 * What a kubeconfig's current context leads to, with every problem found at once.
 * @param given its content; or its path, or several as in $KUBECONFIG; or `in-cluster`
 * @throws Failure `no-kubeconfig` or `bad-kubeconfig`; messages never hold any of its content, which is a credential
 */
export async function loadKubeconfig(given: string, options: KubeconfigOptions): Promise<Access> {
  const text = given.trim();
  if (text === '') throw noKubeconfig();
  if (text === 'in-cluster') return inClusterAccess(options.env, options.serviceAccount ?? podFolder);
  const sources = looksLikeContent(text)
    ? [{ config: parse(given, 'it'), folder: undefined }]
    : await readFiles(text);
  return currentContext(sources, options.withoutCredential);
}

function looksLikeContent(text: string): boolean {
  return text.includes('\n') || text.startsWith('{') || /^(apiVersion|kind|clusters)\s*:/.test(text);
}

async function readFiles(text: string): Promise<Source[]> {
  const paths = text.length > 4096 ? [] : text.split(delimiter).filter((path) => path !== '');
  const sources: Source[] = [];
  for (const path of paths) {
    if (!(await isFile(path))) continue;
    const name = paths.length === 1 ? 'it' : `the file ${path}`;
    sources.push({ config: parse(await readFile(path, 'utf8'), name), folder: dirname(resolve(path)) });
  }
  if (sources.length === 0) throw badKubeconfig([neitherContentNorFile(text)]);
  return sources;
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'ENAMETOOLONG')
      return undefined;
    throw badKubeconfig([`it names a file that cannot be read (${error.code})`], error);
  });
  return found?.isFile() ?? false;
}

function parse(text: string, name: string): Record<string, unknown> {
  const document = parseDocument(text, { prettyErrors: false });
  const [first] = document.errors;
  if (first) throw badKubeconfig([`${name} is not valid YAML at character ${first.pos[0]} (${first.code})`]);
  const config: unknown = isMap(document.contents) ? document.toJS() : undefined;
  if (!isRecord(config)) throw badKubeconfig([`${name} is not a YAML mapping`]);
  return config;
}

function neitherContentNorFile(text: string): string {
  const base64 = text.length > 100 && /^[A-Za-z0-9+/=]+$/.test(text);
  return base64
    ? 'it is base64, not a kubeconfig; store the decoded text in the secret'
    : 'it is neither YAML nor the path of a file';
}
