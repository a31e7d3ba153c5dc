import type { References } from './facts.ts';
import { fatal, type MissingReference, suspicious, type Trouble } from './trouble.ts';

/** An object that is made a moment after the pods is no fault yet. */
const lateGrace = 7000;
/** The kubelet looks again after ten to fifteen seconds. */
const retryGrace = 40_000;
const cacheGrace = 60_000;

/** A container or volume that refers to what is not there. */
export function referenceTrouble(
  reason: 'config-error' | 'volume-error',
  message: string,
  since: number,
  references: References | undefined,
): Trouble {
  if (/failed to sync .* cache/.test(message)) return suspicious(reason, message, since, cacheGrace);
  const missing = missingReference(message);
  if (missing === undefined) return fatal(reason, message, since);
  if (references?.(missing))
    return { ...suspicious(reason, `${message} (it is there by now)`, since, retryGrace), missing };
  return { ...fatal(reason, message, since, lateGrace), missing };
}

/** What the kubelet says that it did not find. */
export function missingReference(message: string): MissingReference | undefined {
  const key = /couldn't find key (\S+) in (ConfigMap|Secret) [^\s/]+\/([^\s,]+)/i.exec(message);
  if (key) return { kind: kindOf(key[2]), name: key[3] ?? '', key: key[1] ?? '' };
  const object = /\b(configmap|secret)s? "([^"]+)" not found/i.exec(message);
  return object ? { kind: kindOf(object[1]), name: object[2] ?? '' } : undefined;
}

function kindOf(word: string | undefined): MissingReference['kind'] {
  return word?.toLowerCase() === 'secret' ? 'Secret' : 'ConfigMap';
}
