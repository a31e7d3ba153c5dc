import type { Place } from '@workaday/core';
import { looksPublic, looksSecret } from '../secrets/secret-names.ts';
import { mayBeSecret, secretShape, withoutSecrets } from '../secrets/secret-shapes.ts';
import type { Finding } from './finding.ts';

const longestName = 64;

/** What browsers get may well look so. */
const publicKinds = new Set(['a JSON Web Token', 'a Google API key']);

/** A variable of the image that holds a secret, by its look or by its name. */
export function variableSecret(name: string, value: string, place: Place): Finding | undefined {
  const kind = secretShape(value);
  const byName = looksSecret(name) && mayBeSecret(name, value);
  if (kind === undefined ? !byName : looksPublic(name) && publicKinds.has(kind)) return undefined;
  const shown = withoutSecrets(name.slice(0, longestName));
  return secretFinding(`${shown} holds ${kind ?? 'what looks like a secret'}`, place);
}

const assignment = /(?<=^|[\s;&|("'])(?:--?)?([A-Za-z_][\w.-]*)=("(?:\\.|[^"\\])*"|'[^']*'|[^\s;&|)"']*)/g;

/** Secrets in the text of a step: what `NAME=value` and `--name=value` give, and known ones wherever else they stand. */
export function textSecrets(keyword: string, text: string, place: Place): Finding[] {
  const named = [...text.matchAll(assignment)].flatMap(
    ([, name = '', value = '']) => variableSecret(name, value.replace(/^(["'])(.*)\1$/s, '$2'), place) ?? [],
  );
  const kind = secretShape(text.replace(assignment, ''));
  return kind === undefined ? named : [...named, secretFinding(`${keyword} holds ${kind}`, place)];
}

/** Sentences name a variable or a kind of line, never a value; equal sentences are told once. */
function secretFinding(what: string, place: Place): Finding {
  return {
    rule: 'secret-in-history',
    what,
    why: 'Whoever may pull the image can read it, also when a later line removes it: layers and history are kept.',
    next: 'Make the secret invalid, and give a new one to the build by `RUN --mount=type=secret`, to the running app by a Secret of the namespace.',
    place,
  };
}
