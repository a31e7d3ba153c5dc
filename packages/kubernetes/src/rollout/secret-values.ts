import { type KubeObject, recordAt } from '../manifests/object.ts';

/** Shorter values (`true`, `web`) stand in every log by chance. */
const shortest = 6;
/** Parts of a value are guessed, so they must be longer. */
const shortestPart = 8;
const hidden = '***';

/**
 * Replaces what the given Secrets hold, as it is, in base64 and URL-encoded: a crashing program likes to print its
 * configuration. Values shorter than six characters stay.
 */
export function withoutSecrets(lines: readonly string[], objects: readonly KubeObject[]): string[] {
  const mask = secretMask(objects);
  return lines.map(mask);
}

/** The same for single texts; `more` are secrets that stand in no Secret, such as the token in a header of a check. */
export function secretMask(
  objects: readonly KubeObject[],
  more: readonly string[] = [],
): (text: string) => string {
  const forms = secretForms([...secretValues(objects), ...more]);
  return (text) => forms.reduce((left, form) => left.replaceAll(form, hidden), text);
}

function secretValues(objects: readonly KubeObject[]): string[] {
  return objects
    .filter((object) => object.kind === 'Secret')
    .flatMap((object) => [
      ...Object.values(recordAt(object, 'stringData') ?? {}).map(String),
      ...Object.values(recordAt(object, 'data') ?? {}).map((value) =>
        Buffer.from(String(value), 'base64').toString('utf8'),
      ),
    ]);
}

/** Every text that gives a secret away, longest first. */
function secretForms(values: readonly string[]): string[] {
  const plain = new Set(values.flatMap(plainForms));
  const all = new Set([...plain].flatMap((value) => [value, ...encodedForms(value)]));
  return [...all].sort((a, b) => b.length - a.length);
}

/** A value, its lines, and what looks like the secret inside a line: `KEY=value`, `"key": "value"`, `user:password@`. */
function plainForms(value: string): string[] {
  const lines = value.split('\n').map((line) => line.trim());
  const parts = lines.flatMap((line) => [
    ...[...line.matchAll(/:\s*"((?:[^"\\]|\\.)*)"/g)].map((match) => match[1] ?? ''),
    ...[...line.matchAll(/^[\w.-]+\s*[=:]\s*["']?(.*?)["']?$/g)].map((match) => match[1] ?? ''),
    ...[...line.matchAll(/:\/\/[^\s:/@]*:([^\s/@]+)@/g)].map((match) => match[1] ?? ''),
  ]);
  return [
    ...[value, value.trim(), ...lines].filter((text) => text.length >= shortest),
    ...parts.filter((text) => text.length >= shortestPart),
  ];
}

function encodedForms(value: string): string[] {
  const escaped = JSON.stringify(value).slice(1, -1);
  const url = encodeURIComponent(value);
  const form = new URLSearchParams([['', value]]).toString().slice(1);
  return [escaped, url, form, ...base64Forms(value)].filter((text) => text !== value);
}

/** Base64 as it is, and as part of a longer text: what stands before decides between three ways to write it. */
function base64Forms(value: string): string[] {
  const bytes = Buffer.from(value, 'utf8');
  return [0, 1, 2]
    .flatMap((before) => {
      const text = Buffer.concat([Buffer.alloc(before), bytes])
        .toString('base64')
        .replace(/=+$/, '');
      // Characters that also hold bits of what stands before or after differ.
      const own = text.slice(
        before === 0 ? 0 : before + 1,
        (bytes.length + before) % 3 === 0 ? undefined : -1,
      );
      return before === 0 ? [bytes.toString('base64'), text, own] : [own];
    })
    .flatMap((text) => [text, text.replaceAll('+', '-').replaceAll('/', '_')])
    .filter((text) => text.length >= shortest);
}
