import { openAsBlob } from 'node:fs';
import { blobFile, readLayout } from './layout.ts';

async function expectStatus(response: Response, status: number, what: string): Promise<Response> {
  if (response.status === status) return response;
  throw new Error(
    `${what}: the registry answered ${response.status}: ${(await response.text()).slice(0, 500)}`,
  );
}

async function pushBlob(layout: string, repository: string, digest: string): Promise<void> {
  const start = await fetch(`${repository}/blobs/uploads/`, { method: 'POST' });
  await expectStatus(start, 202, `starting the upload of ${digest}`);
  const upload = new URL(start.headers.get('location') ?? '', repository);
  upload.searchParams.set('digest', digest);
  const body = await openAsBlob(blobFile(layout, digest));
  const headers = { 'content-type': 'application/octet-stream' };
  await expectStatus(await fetch(upload, { method: 'PUT', body, headers }), 201, `uploading ${digest}`);
}

/** Pushes the image of an OCI layout as `name` (`library/node:24-slim`) to a registry that speaks plain HTTP. */
export async function pushLayout(layout: string, registry: string, name: string): Promise<void> {
  const colon = name.lastIndexOf(':');
  const repository = `http://${registry}/v2/${name.slice(0, colon)}`;
  const { manifest, bytes } = readLayout(layout);
  const blobs = [manifest.config, ...manifest.layers];
  await Promise.all(blobs.map(({ digest }) => pushBlob(layout, repository, digest)));
  const answer = await fetch(`${repository}/manifests/${name.slice(colon + 1)}`, {
    method: 'PUT',
    body: new Uint8Array(bytes),
    headers: { 'content-type': manifest.mediaType },
  });
  await expectStatus(answer, 201, `pushing ${name}`);
}
