import type { Answer, Question } from '../answer.ts';

const redirects = new Set([301, 302, 303, 307, 308]);

/** The next question when an answer sends elsewhere and that is to be followed; credentials stay with their origin. */
export function redirected(question: Question, { status, headers }: Answer): Question | undefined {
  const location = headers['location'];
  if (question.redirects === 0 || !redirects.has(status) || location === undefined) return undefined;
  if (!URL.canParse(location, question.url)) return undefined;
  const next = new URL(location, question.url);
  if (next.protocol !== 'http:' && next.protocol !== 'https:') return undefined;
  next.hash = '';
  next.username = '';
  next.password = '';
  const stays = next.origin === new URL(question.url).origin;
  return {
    ...question,
    url: next.href,
    headers: stays ? question.headers : {},
    redirects: question.redirects - 1,
  };
}
