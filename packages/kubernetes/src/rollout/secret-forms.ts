/** Shorter values (`true`, `web`) stand in every log by chance. */
export const shortestSecret = 6;
/** Parts of a value are guessed, so they must be longer. */
const shortestPart = 8;

/** Every text that gives one of these values away, longest first: as it is, in parts, and encoded. */
export function secretForms(values: readonly string[]): string[] {
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
    ...[value, value.trim(), ...lines].filter((text) => text.length >= shortestSecret),
    ...parts.filter((text) => text.length >= shortestPart),
  ];
}

function encodedForms(value: string): string[] {
  const escaped = JSON.stringify(value).slice(1, -1);
  // Go escapes what means something to HTML, PHP the slash.
  const goEscaped = escaped.replace(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);
  const url = encodeURIComponent(value);
  const form = new URLSearchParams([['', value]]).toString().slice(1);
  const percent = [url, form, encodeURI(value)].flatMap((text) => [text, withSmallHex(text)]);
  const hex = Buffer.from(value, 'utf8').toString('hex');
  const base64 = base64Forms(value).flatMap((text) => [text, encodeURIComponent(text)]);
  return [
    ...[escaped, goEscaped, escaped.replaceAll('/', '\\/'), ...htmlForms(value), ...percent],
    ...[hex, hex.toUpperCase(), ...base64],
  ].filter((text) => text !== value);
}

function withSmallHex(text: string): string {
  return text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
}

/** Templates write quotes by number, decimal or not, or by name. */
function htmlForms(value: string): string[] {
  const least = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const quoted = [
    ['&quot;', '&#39;'],
    ['&#34;', '&#39;'],
    ['&quot;', '&#x27;'],
    ['&quot;', '&apos;'],
  ] as const;
  return [least, ...quoted.map(([double, single]) => least.replaceAll('"', double).replaceAll("'", single))];
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
    .filter((text) => text.length >= shortestSecret);
}
