import type { Progress } from '../progress.ts';
import { ensureTool } from '../tools/ensure-tool.ts';
import { nodeImage } from './node-image.ts';
import { pushLayout } from './push.ts';
import { staticImage } from './static-image.ts';

/** Folders of the images that every testbed's registry has from the start, by the name they get there. */
export async function baseImages(progress: Progress): Promise<Record<string, string>> {
  const [pause, http, node] = await Promise.all([
    ensureTool('pause', progress).then((binary) => staticImage(binary, progress)),
    ensureTool('static-http', progress).then((binary) => staticImage(binary, progress)),
    nodeImage(progress),
  ]);
  return { 'workaday/pause:1': pause, 'workaday/static-http:1': http, 'library/node:24-slim': node };
}

export async function pushBaseImages(images: Record<string, string>, registry: string): Promise<void> {
  const pushes = Object.entries(images).map(([name, layout]) => pushLayout(layout, registry, name));
  await Promise.all(pushes);
}
