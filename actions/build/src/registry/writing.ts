import { Failure, type HttpResponse } from '@workaday/core';
import { hasCode } from './error-body.ts';
import { Transient } from './patience.ts';
import { unreachable } from './refusal.ts';
import type { Ask, Session } from './session.ts';
import { uploadLocation } from './upload-location.ts';

/** Puts a manifest under a tag or its digest; safe to repeat. */
export async function writeManifest(
  session: Session,
  path: string,
  reference: string,
  mediaType: string,
  bytes: Uint8Array,
): Promise<string> {
  const doing = `pushing ${path}${reference.includes(':') ? '@' : ':'}${reference}`;
  const url = `${session.address}/v2/${path}/manifests/${reference}`;
  const headers = { 'content-type': mediaType };
  const request: Ask = { method: 'PUT', url, headers, body: bytes, path, push: true, doing };
  const answer = await session.ask(request);
  if (answer.status < 200 || answer.status > 299) throw session.refused(request, answer);
  return sameDigest(session, doing, session.sha256(bytes), answer);
}

/** Uploads a blob unless it is there; safe to repeat from its beginning. */
export async function writeBlob(session: Session, path: string, bytes: Uint8Array): Promise<string> {
  const doing = `uploading to ${path}`;
  const digest = session.sha256(bytes);
  const blob: Ask = {
    method: 'HEAD',
    url: `${session.address}/v2/${path}/blobs/${digest}`,
    path,
    push: true,
    doing,
  };
  const there = await session.ask(blob);
  if (there.status === 200) return digest;
  if (there.status !== 404) throw session.refused(blob, there);
  const location = await beginUpload(session, path);
  const separator = location.includes('?') ? '&' : '?';
  const request: Ask = {
    method: 'PUT',
    url: `${location}${separator}digest=${encodeURIComponent(digest)}`,
    headers: { 'content-type': 'application/octet-stream' },
    body: bytes,
    path,
    push: true,
    doing,
  };
  const answer = await session.ask(request);
  if (answer.status >= 200 && answer.status < 300) return sameDigest(session, doing, digest, answer);
  const refused = session.refused(request, answer);
  throw uploadLost(answer) ? new Transient(refused) : refused;
}

/** Opens an upload and gives it up. */
export async function tryUpload(session: Session, path: string): Promise<void> {
  const url = await beginUpload(session, path);
  try {
    await session.ask({ method: 'DELETE', url, path, push: true, doing: `ending an upload to ${path}` });
  } catch (error) {
    // Taking it back is a courtesy that not all registries know: they forget an upload by themselves.
    if (!(error instanceof Transient) && !(error instanceof Failure)) throw error;
  }
}

/** Where the bytes of a new upload go to. */
async function beginUpload(session: Session, path: string): Promise<string> {
  const doing = `pushing to ${path}`;
  const url = `${session.address}/v2/${path}/blobs/uploads/`;
  const request: Ask = { method: 'POST', url, path, push: true, doing };
  const answer = await session.ask(request);
  if (answer.status !== 202) throw session.refused(request, answer);
  const location = uploadLocation(answer.headers['location'], url);
  if ('problem' in location) throw unreachable(session.host, doing, location.problem);
  return location.href;
}

/** The registry forgot the upload, or its bytes were changed on the way: a new one may do. */
function uploadLost({ status, body }: HttpResponse): boolean {
  const text = new TextDecoder().decode(body);
  return status < 500 && ['BLOB_UPLOAD_UNKNOWN', 'DIGEST_INVALID'].some((code) => hasCode(text, code));
}

function sameDigest(session: Session, doing: string, digest: string, { headers }: HttpResponse): string {
  const told = headers['docker-content-digest'] ?? digest;
  if (told === digest) return digest;
  throw new Failure({
    reason: 'digest-mismatch',
    what: `${doing} at ${session.host}: ${digest} was sent, and the registry answers ${told.slice(0, 100)}`,
    why: 'Something between this job and the registry changes what is pushed, or the registry is broken.',
    next: 'Run the job again; if it persists, look at proxies in front of the registry.',
  });
}
