import { type Answer, type Connected, elapsed } from './answer.ts';
import type { HttpCheck, PortCheck } from './checks.ts';
import { type Condition, isOutsideOnly } from './conditions/condition.ts';
import { type Assessment, evaluate, type Facts } from './conditions/evaluate.ts';
import { excerpt } from './excerpt.ts';

export type { Assessment } from './conditions/evaluate.ts';

/** `inside`, the API server stands between: it hides the certificate and the host. */
export type Seen = 'outside' | 'inside';

/** Whether an answer is what the check expects; otherwise the first assertion that it breaks. */
export function assess(check: HttpCheck, answer: Answer, seen: Seen): Assessment {
  if (check.status !== undefined && answer.status !== check.status) {
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
  const conditions = check.expect.filter((condition) => seen === 'outside' || !isOutsideOnly(condition));
  return first(conditions, factsOf(answer));
}

/** What an answer shows to conditions. */
export function factsOf(answer: Answer): Facts {
  const { status, body, truncated, headers, certificateDays, host, timings } = answer;
  return { status, latency: elapsed(timings), body, truncated, headers, certificateDays, host };
}

/** The same for a connection on which nothing was asked. */
export function assessConnection({ expect }: PortCheck, { timings, certificateDays }: Connected): Assessment {
  const none = { status: undefined, body: undefined, truncated: false, headers: {}, host: undefined };
  return first(expect, { ...none, latency: elapsed(timings), certificateDays });
}

function first(conditions: readonly Condition[], facts: Facts): Assessment {
  for (const condition of conditions) {
    const assessment = evaluate(condition, facts);
    if (!assessment.pass) return assessment;
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
