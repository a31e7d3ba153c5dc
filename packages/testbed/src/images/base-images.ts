import type { Progress } from '../progress.ts';
import { ensureTool } from '../tools/ensure-tool.ts';
import { goImage } from './go-image.ts';
import { nginxImage } from './nginx-image.ts';
import { nodeImage } from './node-image.ts';
import { pushLayout } from './push.ts';
import { pythonImage } from './python-image.ts';
import { staticImage } from './static-image.ts';

const tool = (name: 'pause' | 'static-http') => async (progress: Progress) =>
  staticImage(await ensureTool(name, progress), progress);

/** How each image is made that every testbed's registry has from the start, by the name it gets there. */
const recipes = {
  'workaday/pause:1': tool('pause'),
  'workaday/static-http:1': tool('static-http'),
  'library/node:24-slim': nodeImage,
  'library/golang:1.26': goImage,
  'library/python:3.11-slim': pythonImage,
  'nginxinc/nginx-unprivileged:1.28': nginxImage,
} as const satisfies Record<string, (progress: Progress) => Promise<string>>;

/** References under which Dockerfiles may name the testbed's images, as Docker Hub has them. */
export const baseImageNames: readonly string[] = Object.keys(recipes).map((name) =>
  name.replace(/^library\//, ''),
);

/** Folders of the images, by name. */
export async function baseImages(progress: Progress): Promise<Record<string, string>> {
  const made = Object.entries(recipes).map(async ([name, make]) => [name, await make(progress)] as const);
  return Object.fromEntries(await Promise.all(made));
}

export async function pushBaseImages(images: Record<string, string>, registry: string): Promise<void> {
  const pushes = Object.entries(images).map(([name, layout]) => pushLayout(layout, registry, name));
  await Promise.all(pushes);
}
