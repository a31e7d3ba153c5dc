import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Config, loadConfig } from '@workaday/core';
import { nodeFiles } from '@workaday/core/node';
import { parseAllDocuments } from 'yaml';
import type { AnyApp } from './changes.ts';

export interface AppFacts extends AnyApp {
  app: string;
  namespace: string;
  /** What the manifests must say instead for the image of this repository to be put there: file and its new text. */
  adoption: Readonly<Record<string, string>>;
  /** The port on every node, when a Service of the manifests fixes one. */
  nodePort: number | undefined;
}

/** Reads what the demo has to know from an app's folder: its configuration and its manifests. */
export async function readApp(folder: string, repository: string): Promise<AppFacts> {
  const config = await loadConfig(nodeFiles(folder), { path: 'workaday.yml', repository });
  const dockerfile = config.services[0]?.dockerfile ?? 'Dockerfile';
  await readFile(join(folder, dockerfile)).catch((cause) => {
    throw new Error(
      `${folder} has no ${dockerfile}: the demo needs a folder with a Dockerfile and manifests.`,
      { cause },
    );
  });
  if (config.manifests === undefined) {
    throw new Error(
      `${folder} has no folder of manifests (k8s, kubernetes, manifests or deploy): the demo needs one.`,
    );
  }
  const files = await manifestFiles(folder, config.manifests);
  const values = files.flatMap(({ text }) =>
    parseAllDocuments(text).flatMap((document) => leaves('', '', document.toJS())),
  );
  const ports = values.flatMap((value) => (value.key === 'containerPort' ? [Number(value.value)] : []));
  const nodePorts = values.flatMap((value) => (value.key === 'nodePort' ? [Number(value.value)] : []));
  return {
    app: config.app,
    adoption: adoptionOf(files, config),
    namespace: config.environments['production']?.namespace ?? config.app,
    dockerfile,
    port: ports[0] ?? 8080,
    probePaths: values.flatMap((value) =>
      value.key === 'path' && value.inside === 'httpGet' ? [String(value.value)] : [],
    ),
    nodePort: nodePorts[0],
  };
}

/**
 * The one line that a person changes to adopt Workaday: manifests name the image by the app. Where they name one image
 * in all, the demo does it for them; which of several is meant, only a person knows.
 */
function adoptionOf(files: readonly ManifestFile[], { app, services }: Config): Record<string, string> {
  const named = files.flatMap(({ text }) => [...text.matchAll(imageLine)].map((match) => match[2] ?? ''));
  const [only, ...others] = new Set(named);
  const known = services.some(
    ({ name, image }) => only?.split('/').at(-1)?.split(':')[0] === name || only?.startsWith(image),
  );
  if (only === undefined || others.length > 0 || known || services.length > 1) return {};
  return Object.fromEntries(
    files.map(({ path, text }) => [path, text.replace(imageLine, (_, before) => `${before}${app}`)]),
  );
}

const imageLine = /^([ \t-]*image:[ \t]*)["']?([^\s"'#]+)["']?/gm;

interface ManifestFile {
  /** From the root of the app's folder. */
  path: string;
  text: string;
}

async function manifestFiles(folder: string, manifests: string): Promise<ManifestFile[]> {
  const names = await readdir(join(folder, manifests), { recursive: true });
  const paths = names.filter((name) => /\.ya?ml$/.test(name)).sort();
  return Promise.all(
    paths.map(async (name) => {
      const path = join(manifests, name);
      return { path, text: await readFile(join(folder, path), 'utf8') };
    }),
  );
}

interface Leaf {
  key: string;
  inside: string;
  value: unknown;
}

function leaves(key: string, inside: string, value: unknown): Leaf[] {
  if (Array.isArray(value)) return value.flatMap((item) => leaves(key, inside, item));
  if (value === null || typeof value !== 'object') return [{ key, inside, value }];
  return Object.entries(value).flatMap(([name, child]) => leaves(name, key, child));
}
