import dockerignore from '@balena/dockerignore';
import type { FileEntry, Files, Sha256, SourceEntry, Sources } from '@workaday/core';
import type { Target } from '../services.ts';

/** Answers whether docker leaves a path of the context out. */
export type Ignores = (path: string) => boolean;

/** @param text of the `.dockerignore`, empty when there is none */
export function ignoreRules(text: string): Ignores {
  const rules = dockerignore.default().add(text.replace(/^\uFEFF/, '').replace(/\r/g, ''));
  return (path) => rules.ignores(path);
}

/** What a build is made of, as lines in a fixed order; equal keys mean that docker would see the same. */
export function keyMaterial(
  target: Target,
  dockerfileDigest: string,
  files: readonly (SourceEntry & { digest: string })[],
): string {
  const sorted = <T>(items: Iterable<T>) => [...items].sort();
  return JSON.stringify({
    dockerfile: dockerfileDigest,
    stage: target.stage ?? '',
    platforms: sorted(target.platforms),
    buildArgs: sorted([...target.buildArgs].map(([name, value]) => `${name}=${value}`)),
    files: files.map(({ path, kind, mode, target: link, digest }) => [
      path,
      kind,
      kind === 'symlink' ? 0 : mode,
      link,
      digest,
    ]),
  });
}

/** The source key of one service: SHA-256 over what its build sees. Times and ignored files do not count. */
export async function sourceKey(
  target: Target,
  files: Files,
  sources: Sources,
  sha256: Sha256,
): Promise<string> {
  const inContext = (path: string) => (target.context === '.' ? path : `${target.context}/${path}`);
  const own = await files.readText(`${target.dockerfile}.dockerignore`);
  const text = own ?? (await files.readText(inContext('.dockerignore'))) ?? '';
  const ignores = ignoreRules(text);
  // Below an ignored folder only an exception could still count.
  const hasExceptions = /^\s*!/m.test(text);
  const skip = (entry: FileEntry) => ignores(entry.path) && !(entry.kind === 'directory' && hasExceptions);
  const found = (await sources.walk(target.context, skip)).filter((entry) => !ignores(entry.path));
  const digests: (SourceEntry & { digest: string })[] = [];
  for (const entry of found) {
    const digest = entry.kind === 'file' ? await sources.digest(inContext(entry.path)) : '';
    digests.push({ ...entry, digest });
  }
  return sha256(keyMaterial(target, await sources.digest(target.dockerfile), digests));
}
