import { type Config, Failure, type Files, loadConfig } from '@workaday/core';
import { nodeExec, nodePrivateFolder } from '@workaday/core/node';
import { loadApp, type Manifest, setImages } from '@workaday/kubernetes';
import type { ImageFacts, ManifestFacts } from './facts.ts';

const workflowFolder = '.github/workflows';

export async function readWorkflows(files: Files): Promise<ReadonlyMap<string, string>> {
  if ((await files.kind(workflowFolder)) !== 'directory') return new Map();
  const paths = (await files.list(workflowFolder))
    .filter(({ kind, path }) => kind === 'file' && /^[^/]+\.ya?ml$/.test(path))
    .map(({ path }) => `${workflowFolder}/${path}`);
  return new Map(
    await Promise.all(paths.map(async (path) => [path, (await files.readText(path)) ?? ''] as const)),
  );
}

export async function readConfig(
  files: Files,
  repository: string,
  registry: string | undefined,
): Promise<Config | Failure> {
  try {
    return await loadConfig(files, { path: 'workaday.yml', repository, registry });
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

export function readImages(files: Files, config: Config): Promise<ImageFacts[]> {
  return Promise.all(
    config.services.map(async ({ name, dockerfile, context }) => ({
      service: name,
      path: dockerfile,
      dockerfile: await files.readText(dockerfile),
      hasIgnoreFile:
        (await files.kind(`${context}/.dockerignore`)) !== undefined ||
        (await files.kind(`${dockerfile}.dockerignore`)) !== undefined,
    })),
  );
}

export interface LoadedManifests {
  facts: ManifestFacts;
  manifests: readonly Manifest[];
}

/** Reads the manifests as a deploy does, and looks where the images of the services would go. */
export async function readManifests(
  files: Files,
  root: string,
  config: Config,
  environment: string,
): Promise<LoadedManifests> {
  const place = config.environments[environment];
  const folder = place?.manifests ?? config.manifests;
  if (folder === undefined) return { facts: { folder: undefined }, manifests: [] };
  try {
    const { manifests } = await loadApp(files, folder, {
      exec: nodeExec,
      root,
      namespace: place?.namespace ?? config.app,
      app: config.app,
      values: place?.values ?? [],
      env: process.env,
      privateFolder: nodePrivateFolder,
    });
    const images = config.services.map(({ name, image }) => ({
      service: name,
      reference: `${image}@sha256:${'0'.repeat(64)}`,
    }));
    const { problems, warnings } = setImages(manifests, images);
    return {
      facts: {
        folder,
        objects: manifests.length,
        problems: problems.map(({ what }) => what),
        warnings: warnings.map(({ what }) => what),
      },
      manifests,
    };
  } catch (error) {
    if (error instanceof Failure) return { facts: { failure: error }, manifests: [] };
    throw error;
  }
}
