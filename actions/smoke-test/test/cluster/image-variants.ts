import { createHash, randomUUID } from 'node:crypto';

const repository = 'library/node';
const imageType = 'application/vnd.oci.image.manifest.v1+json';
const indexType = 'application/vnd.oci.image.index.v1+json';

interface Manifest {
  text: string;
  type: string;
}

/** The same content under another digest: an index around it, as every build with attestations makes a new one. */
export async function sameContent(): Promise<string> {
  const { text } = await plainManifest();
  const entry = { mediaType: imageType, digest: digestOf(text), size: Buffer.byteLength(text) };
  const platform = { os: 'linux', architecture: 'amd64' };
  const index = {
    schemaVersion: 2,
    mediaType: indexType,
    manifests: [{ ...entry, platform }],
    annotations: { 'dev.workaday.test': randomUUID() },
  };
  return push({ text: JSON.stringify(index), type: indexType });
}

/** The same program in an image of its own. */
export async function otherContent(): Promise<string> {
  const { text } = await plainManifest();
  const manifest = JSON.parse(text) as { config: { digest: string; size: number } };
  const config = (await (await ask(`blobs/${manifest.config.digest}`)).json()) as { config: object };
  config.config = { ...config.config, Labels: { 'dev.workaday.test': randomUUID() } };
  const bytes = JSON.stringify(config);
  const digest = digestOf(bytes);
  const upload = await ask('blobs/uploads/', { method: 'POST' });
  const place = new URL(upload.headers.get('location') ?? '');
  place.searchParams.set('digest', digest);
  await expectOk(await fetch(place, { method: 'PUT', body: bytes }));
  const changed = { ...manifest, config: { ...manifest.config, digest, size: Buffer.byteLength(bytes) } };
  return push({ text: JSON.stringify(changed), type: imageType });
}

/** Removes an image from the registry, as a clean-up of old ones does. */
export async function prune(image: string): Promise<void> {
  await ask(`manifests/${image.slice(image.lastIndexOf('@') + 1)}`, { method: 'DELETE' });
}

async function plainManifest(): Promise<Manifest> {
  const found = await read('24-slim');
  if (found.type !== indexType) return found;
  const { manifests } = JSON.parse(found.text) as {
    manifests: { digest: string; platform: { architecture: string } }[];
  };
  const own = manifests.find(({ platform }) => platform.architecture === 'amd64');
  return read(own?.digest ?? '');
}

async function read(reference: string): Promise<Manifest> {
  const answer = await ask(`manifests/${reference}`, { headers: { accept: `${imageType}, ${indexType}` } });
  return { text: await answer.text(), type: answer.headers.get('content-type') ?? '' };
}

async function push({ text, type }: Manifest): Promise<string> {
  const digest = digestOf(text);
  await ask(`manifests/${digest}`, { method: 'PUT', headers: { 'content-type': type }, body: text });
  return `${process.env['WORKADAY_REGISTRY']}/${repository}@${digest}`;
}

async function ask(path: string, options: RequestInit = {}): Promise<Response> {
  const url = `http://${process.env['WORKADAY_REGISTRY']}/v2/${repository}/${path}`;
  return expectOk(await fetch(url, options));
}

async function expectOk(answer: Response): Promise<Response> {
  if (answer.ok) return answer;
  throw new Error(`${answer.url} answered ${answer.status}: ${await answer.text()}`);
}

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
