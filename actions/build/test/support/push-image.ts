import { nodeSha256 } from '@workaday/core/node';

const manifestType = 'application/vnd.oci.image.manifest.v1+json';

/** Pushes an image without layers, as docker would; its digest. */
export async function pushImage(
  host: string,
  path: string,
  tag: string,
  labels: Record<string, string>,
  authorization?: string,
): Promise<string> {
  const base = `http://${host}/v2/${path}`;
  const headers = authorization ? { authorization } : undefined;
  const config = JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    config: { Labels: labels },
    rootfs: { type: 'layers', diff_ids: [] },
  });
  const opened = await fetch(`${base}/blobs/uploads/`, { method: 'POST', ...(headers && { headers }) });
  const upload = new URL(opened.headers.get('location') ?? '', base);
  upload.searchParams.set('digest', nodeSha256(config));
  await fetch(upload, {
    method: 'PUT',
    body: config,
    headers: { 'content-type': 'application/octet-stream', ...headers },
  });
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: manifestType,
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      digest: nodeSha256(config),
      size: config.length,
    },
    layers: [],
  });
  const put = await fetch(`${base}/manifests/${tag}`, {
    method: 'PUT',
    body: manifest,
    headers: { 'content-type': manifestType, ...headers },
  });
  if (put.status !== 201) throw new Error(`pushing the test image: ${put.status} ${await put.text()}`);
  return nodeSha256(manifest);
}
