import type { Answer } from './answer.ts';
import type { Check } from './checks.ts';

export type Assessment = { pass: true } | { pass: false; expected: string; got: string };

/** Longest piece of a response that is kept as evidence. */
const excerptLength = 160;

/** Whether an answer is what the check expects; otherwise the first assertion that it breaks. */
export function assess(check: Pick<Check, 'status' | 'contains'>, answer: Answer): Assessment {
  if (answer.status !== check.status) {
    return { pass: false, expected: `status ${check.status}`, got: describe(answer) };
  }
  if (check.contains !== undefined && !answer.body.includes(check.contains)) {
    const place = answer.truncated ? ` in the first ${answer.body.length} characters` : '';
    return {
      pass: false,
      expected: `a body that contains ${JSON.stringify(check.contains)}${place}`,
      got: answer.body === '' ? 'an empty body' : `a body that begins ${excerpt(answer.body)}`,
    };
  }
  return { pass: true };
}

function describe(answer: Answer): string {
  const location = answer.headers['location'];
  if (location !== undefined) return `status ${answer.status}, a redirect to ${excerpt(location)}`;
  return answer.body.trim() === ''
    ? `status ${answer.status} with an empty body`
    : `status ${answer.status}: ${excerpt(answer.body)}`;
}

function excerpt(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  return JSON.stringify(flat.length <= excerptLength ? flat : `${flat.slice(0, excerptLength)}…`);
}
