import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadConfig } from '@workaday/core';
import { nodeFiles } from '@workaday/core/node';
import { parseAllDocuments } from 'yaml';
import type { AnyApp } from './changes.ts';

export interface AppFacts extends AnyApp {
  app: string;
  namespace: string;
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
  const values = await manifestValues(join(folder, config.manifests));
  const ports = values.flatMap((value) => (value.key === 'containerPort' ? [Number(value.value)] : []));
  const nodePorts = values.flatMap((value) => (value.key === 'nodePort' ? [Number(value.value)] : []));
  return {
    app: config.app,
    namespace: config.environments['production']?.namespace ?? config.app,
    dockerfile,
    port: ports[0] ?? 8080,
    probePaths: values.flatMap((value) =>
      value.key === 'path' && value.inside === 'httpGet' ? [String(value.value)] : [],
    ),
    nodePort: nodePorts[0],
  };
}

interface Leaf {
  key: string;
  inside: string;
  value: unknown;
}

async function manifestValues(folder: string): Promise<Leaf[]> {
  const files = (await readdir(folder, { recursive: true })).filter((name) => /\.ya?ml$/.test(name)).sort();
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.flatMap((text) =>
    parseAllDocuments(text).flatMap((document) => leaves('', '', document.toJS())),
  );
}

function leaves(key: string, inside: string, value: unknown): Leaf[] {
  if (Array.isArray(value)) return value.flatMap((item) => leaves(key, inside, item));
  if (value === null || typeof value !== 'object') return [{ key, inside, value }];
  return Object.entries(value).flatMap(([name, child]) => leaves(name, key, child));
}
