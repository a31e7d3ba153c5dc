import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { writtenForms } from '../../src/secrets/secret-values.ts';

/** Name of a place → what it holds. */
export type Places = Record<string, string | Uint8Array>;

/** The places that hold one of the texts, as it is, in base64 or as JSON writes it; compressed places are looked into. */
export function appearances(places: Places, texts: readonly string[]): string[] {
  const forms = texts.flatMap(writtenForms).map((form) => Buffer.from(form));
  return Object.entries(places)
    .filter(([name, content]) => {
      const all = [Buffer.from(name), plain(Buffer.from(content as Uint8Array))];
      return forms.some((form) => all.some((bytes) => bytes.includes(form)));
    })
    .map(([name]) => name);
}

function plain(bytes: Buffer): Buffer {
  const magic = bytes.subarray(0, 4).toString('hex');
  if (magic.startsWith('1f8b')) return gunzipSync(bytes);
  return magic === '28b52ffd' ? zstdDecompressSync(bytes) : bytes;
}

/** Every file below a folder. */
export function placesIn(folder: string): Places {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path, readFileSync(path)];
    }),
  );
}

interface Manifest {
  manifests?: { digest: string }[];
  config?: { digest: string };
  layers?: { digest: string }[];
}

/** Everything that a registry holds for an image: its manifests, configuration and layers. */
export async function placesOfImage(image: string, headers: Record<string, string> = {}): Promise<Places> {
  const [, host, path, reference = ''] = /^([^/]+)\/([^@]+)@(.+)$/.exec(image) ?? [];
  const accept = ['index.v1', 'manifest.v1'].map((kind) => `application/vnd.oci.image.${kind}+json`);
  const docker = ['list', ''].map(
    (kind) => `application/vnd.docker.distribution.manifest${kind && `.${kind}`}.v2+json`,
  );
  const get = async (kind: string, name: string) => {
    const answer = await fetch(`http://${host}/v2/${path}/${kind}/${name}`, {
      headers: { accept: [...accept, ...docker].join(), ...headers },
    });
    if (!answer.ok) throw new Error(`${kind}/${name} of ${image}: ${answer.status}`);
    return Buffer.from(await answer.arrayBuffer());
  };
  const places: Places = {};
  const visit = async (name: string): Promise<void> => {
    const bytes = await get('manifests', name);
    places[`manifest ${name}`] = bytes;
    const { manifests = [], config, layers = [] } = JSON.parse(bytes.toString()) as Manifest;
    for (const each of manifests) await visit(each.digest);
    if (config) places[`config ${config.digest}`] = await get('blobs', config.digest);
    for (const { digest } of layers) places[`layer ${digest}`] = await get('blobs', digest);
  };
  await visit(reference);
  return places;
}
