import { nodeSha256 } from '@workaday/core/node';

const oci = 'application/vnd.oci.image';

/** A repository of a registry that speaks plain HTTP. */
export interface Repository {
  host: string;
  path: string;
  authorization?: string | undefined;
}

/** Pushes an image without layers, as docker would; its digest. */
export async function pushImage(
  host: string,
  path: string,
  tag: string,
  labels: Record<string, string>,
  authorization?: string,
): Promise<string> {
  const repository = { host, path, authorization };
  const config = JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    config: { Labels: labels },
    rootfs: { type: 'layers', diff_ids: [] },
  });
  return pushManifest(repository, tag, `${oci}.manifest.v1+json`, {
    config: {
      mediaType: `${oci}.config.v1+json`,
      digest: await pushBlob(repository, config),
      size: config.length,
    },
    layers: [],
  });
}

/** Pushes an index, as buildx does for several platforms or with an attestation; its digest. */
export function pushIndex(
  repository: Repository,
  tag: string,
  entries: readonly { digest: string; os: string; architecture: string }[],
): Promise<string> {
  return pushManifest(repository, tag, `${oci}.index.v1+json`, {
    manifests: entries.map(({ digest, os, architecture }) => ({
      mediaType: `${oci}.manifest.v1+json`,
      digest,
      size: 1,
      platform: { os, architecture },
    })),
  });
}

/** @param tag or digest */
export async function pushManifest(
  repository: Repository,
  tag: string,
  mediaType: string,
  content: object,
): Promise<string> {
  const body = JSON.stringify({ schemaVersion: 2, mediaType, ...content });
  const url = `http://${repository.host}/v2/${repository.path}/manifests/${tag}`;
  await send('PUT', url, repository, { body, type: mediaType });
  return nodeSha256(body);
}

export async function pushBlob(repository: Repository, body: string): Promise<string> {
  const base = `http://${repository.host}/v2/${repository.path}`;
  const opened = await send('POST', `${base}/blobs/uploads/`, repository);
  const upload = new URL(opened.headers.get('location') ?? '', base);
  upload.searchParams.set('digest', nodeSha256(body));
  await send('PUT', upload.href, repository, { body, type: 'application/octet-stream' });
  return nodeSha256(body);
}

async function send(
  method: string,
  url: string,
  { authorization }: Repository,
  content?: { body: string; type: string },
): Promise<Response> {
  const headers = {
    ...(content && { 'content-type': content.type }),
    ...(authorization && { authorization }),
  };
  const response = await fetch(url, { method, headers, ...(content && { body: content.body }) });
  if (response.ok) return response;
  throw new Error(`pushing the test image: ${method} ${url}: ${response.status} ${await response.text()}`);
}
