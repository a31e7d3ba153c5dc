import { Failure } from '@workaday/core';
import { parseJsonObject } from './json.ts';
import { digestPattern, manifestTypes, mediaTypeOf, nextDigest } from './manifest.ts';
import { Transient } from './patience.ts';
import { unreachable } from './refusal.ts';
import type { ImageConfig, Manifest } from './registry.ts';
import type { Ask, Session } from './session.ts';

const acceptManifests = { accept: manifestTypes.join(', ') };

/** Reads a manifest; undefined when there is none. Repeat it when it throws Transient. */
export async function readManifest(
  session: Session,
  path: string,
  reference: string,
): Promise<Manifest | undefined> {
  const read = await readContent(session, path, 'manifests', reference, acceptManifests);
  return read && { ...read, mediaType: mediaTypeOf(read.content, read.mediaType) };
}

/** The digest that the registry tells without sending the manifest; not all do. */
export async function readDigest(
  session: Session,
  path: string,
  reference: string,
): Promise<string | undefined> {
  const request = reading(session, path, 'manifests', reference, acceptManifests, 'HEAD');
  const answer = await session.ask(request);
  if (answer.status === 404) return undefined;
  if (answer.status !== 200 && answer.status !== 405) throw session.refused(request, answer);
  const told = answer.headers['docker-content-digest'] ?? '';
  const usable =
    answer.status === 200 && digestPattern.test(told) && (isTag(reference) || told === reference);
  return usable ? told : (await readManifest(session, path, reference))?.digest;
}

/** Follows a manifest to the configuration of its first image. */
export async function readConfig(
  session: Session,
  path: string,
  manifest: Manifest,
): Promise<ImageConfig | undefined> {
  const next = nextDigest(manifest.content);
  if (next === undefined) return undefined;
  if ('config' in next) {
    return (await readContent(session, path, 'blobs', next.config, { accept: '*/*' }))?.content;
  }
  const image = await readManifest(session, path, next.manifest);
  return image && readConfig(session, path, image);
}

async function readContent(
  session: Session,
  path: string,
  kind: 'manifests' | 'blobs',
  reference: string,
  headers: Ask['headers'],
) {
  const request = reading(session, path, kind, reference, headers);
  const answer = await session.ask(request);
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw session.refused(request, answer);
  const digest = session.sha256(answer.body);
  const told = answer.headers['docker-content-digest'] ?? '';
  const wanted = isTag(reference) ? told : reference;
  const checked = !isTag(reference) || digestPattern.test(told);
  const unusable = (why: string) => new Transient(unreachable(session.host, request.doing, why));
  if (checked && wanted !== digest) throw unusable(`what it sent is ${digest}, and it should be ${wanted}`);
  const content = parseJsonObject(answer.body);
  if (content === undefined) throw unusable('it sent no JSON object');
  return { digest, bytes: answer.body, content, mediaType: answer.headers['content-type'] };
}

function reading(
  { host, address }: Session,
  path: string,
  kind: 'manifests' | 'blobs',
  reference: string,
  headers: Ask['headers'] = {},
  method: 'GET' | 'HEAD' = 'GET',
): Ask {
  const doing = `reading ${path}${isTag(reference) ? ':' : '@'}${reference}`;
  if (!isTag(reference) && !digestPattern.test(reference)) {
    throw new Failure({
      reason: 'bad-input',
      what: `${doing} at ${host} is not possible: only digests of SHA-256 can be checked`,
      next: 'Name the image by its sha256 digest.',
    });
  }
  return { method, url: `${address}/v2/${path}/${kind}/${reference}`, headers, path, push: false, doing };
}

function isTag(reference: string): boolean {
  return !reference.includes(':');
}
