import { encodeBase64 } from '../base64.ts';

/** A shorter text stands in others by chance. */
const shortestInside = 8;
/** A line of a secret of several lines counts for itself from this length on. */
const shortestLine = 16;
/** What the runner masks at all. */
const shortestSecret = 4;

/** Whether a text is one of the secrets, or holds one, as it is or in base64, in a URL, or as JSON writes it. */
export function equalsSecret(value: string, secrets: Iterable<string>): boolean {
  const views = [value, percentDecoded(value), percentDecoded(value.replaceAll('+', ' '))];
  return [...secrets].flatMap(parts).some((part) => {
    if (part.length < shortestInside) return part.length >= shortestSecret && views.includes(part);
    const forms = writtenForms(part);
    return views.some((view) => forms.some((form) => view.includes(form)));
  });
}

/**
 * Replaces secrets in a text that is shown: output of a build is read by people, and its end goes into the job summary.
 * The runner masks its log by itself, but not what a line has lost on its way there.
 */
export function redactor(secrets: Iterable<string>): (text: string) => string {
  const all = [...secrets].flatMap((secret) => [secret.trim(), ...lines(secret)]);
  const long = [...new Set(all)].filter((part) => part.length >= shortestSecret);
  // The longest first: a secret may be the beginning of another one.
  const sorted = long.sort((a, b) => b.length - a.length);
  return (text) => sorted.reduce((shown, part) => shown.replaceAll(part, '***'), text);
}

/** A text as it stands inside others: as it is, as JSON writes it, and in base64 at each of the three offsets. */
export function writtenForms(text: string): string[] {
  const standard = [0, 1, 2].map((offset) => insideBase64(text, offset));
  const forUrls = standard.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'));
  return [...new Set([text, JSON.stringify(text).slice(1, -1), ...standard, ...forUrls])];
}

/** The characters of a base64 text that are the same whatever stands before (`offset` bytes, modulo 3) and behind. */
function insideBase64(text: string, offset: number): string {
  const whole = encodeBase64('x'.repeat(offset) + text);
  const full = whole.replace(/=+$/, '');
  return full.slice(offset === 0 ? 0 : offset + 1, full.length === whole.length ? undefined : -1);
}

/** The secret without its outer blanks, and the lines of it that nobody would write by chance. */
function parts(secret: string): string[] {
  return [secret.trim(), ...lines(secret).filter((line) => line.length >= shortestLine)];
}

function lines(secret: string): string[] {
  const all = secret.trim().split(/\r?\n/);
  return all.length === 1 ? [] : all.map((line) => line.trim());
}

/** Decodes what is percent-encoded UTF-8, and leaves the rest as it is. */
function percentDecoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });
}
