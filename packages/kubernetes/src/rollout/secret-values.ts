import { type KubeObject, recordAt } from '../manifests/object.ts';
import { secretForms } from './secret-forms.ts';

const hidden = '***';
/** Where a text was cut. */
const cut = '…';
/** What is left of a secret at a cut tells little when it is shorter. */
const shortestRest = 4;

/**
 * Replaces what the given Secrets hold, as it is and as programs encode it: a crashing one likes to print its
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
  return (text) => {
    const whole = forms.reduce((left, form) => left.replaceAll(form, hidden), text);
    return whole.includes(cut) ? withoutRests(whole, forms) : whole;
  };
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

/** Where a text was cut in the middle of a secret, its beginning or its end is left. */
function withoutRests(text: string, forms: readonly string[]): string {
  const pieces = text.split(cut);
  return pieces
    .map((piece, index) => {
      const start = index === 0 ? 0 : longest(forms, (form, length) => piece.startsWith(form.slice(-length)));
      const rest = piece.slice(start);
      const end =
        index === pieces.length - 1
          ? 0
          : longest(forms, (form, length) => rest.endsWith(form.slice(0, length)));
      const kept = rest.slice(0, rest.length - end);
      return `${start > 0 ? hidden : ''}${kept}${end > 0 ? hidden : ''}`;
    })
    .join(cut);
}

/** The longest part of any secret for which it holds; 0 when only short ones do. */
function longest(forms: readonly string[], holds: (form: string, length: number) => boolean): number {
  for (let length = Math.max(0, ...forms.map((form) => form.length)) - 1; length >= shortestRest; length--) {
    if (forms.some((form) => form.length > length && holds(form, length))) return length;
  }
  return 0;
}
