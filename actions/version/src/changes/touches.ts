import type { ServiceConfig } from '@workaday/core';
import picomatch from 'picomatch/posix.js';
import type { Commit } from './change.ts';

/** Whether paths must be read at all: a service that is made of everything is touched by every commit. */
export function needsPaths(services: readonly ServiceConfig[]): boolean {
  return services.some((service) => service.paths.length + service.ignore.length > 0);
}

/**
 * Which commits concern a service. A commit that changes no file (made to release again, say) concerns the service
 * that its scope names, and every service when it names none.
 * @param scopeOf the scope in a commit's header
 * @param names of all services of the configuration
 */
export function touchesOf(
  service: ServiceConfig,
  names: readonly string[],
  scopeOf: (commit: Commit) => string,
): (commit: Commit) => boolean {
  const negative = service.paths.filter((glob) => glob.startsWith('!')).map((glob) => glob.slice(1));
  const positive = service.paths.filter((glob) => !glob.startsWith('!'));
  const own = positive.length === 0 ? () => true : matcher(positive);
  const ignored = matcher([...negative, ...service.ignore]);
  return (commit) => {
    if (commit.files === undefined) return true;
    if (commit.files.length > 0) return commit.files.some((file) => own(file) && !ignored(file));
    const scope = scopeOf(commit);
    return scope === service.name || !names.includes(scope);
  };
}

/** A glob that names a folder means everything below it, as in Git's own path patterns. */
function matcher(globs: readonly string[]): (path: string) => boolean {
  if (globs.length === 0) return () => false;
  const plain = globs.map((glob) => glob.replace(/^(\.?\/)+/, '').replace(/\/+$/, ''));
  const all = plain.flatMap((glob) => (glob === '' || glob === '.' ? ['**'] : [glob, `${glob}/**`]));
  // A path may hold line breaks.
  return picomatch(all, { dot: true, flags: 's' });
}
