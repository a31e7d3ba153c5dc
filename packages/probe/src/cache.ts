import type { Answer } from './answer.ts';

/** Why an answer is a cache's and not the app's: it may be older than the release. */
export function cachedAnswer({ headers }: Pick<Answer, 'headers'>): string | undefined {
  const age = Number(headers['age'] ?? '0');
  const hit = ['x-cache', 'cf-cache-status', 'x-vercel-cache'].find((name) =>
    /\bhit\b/i.test(headers[name] ?? ''),
  );
  if (!(age > 0) && hit === undefined) return undefined;
  const sign = hit === undefined ? `age: ${age}` : `${hit}: ${headers[hit]}`;
  return `a cache answered (${sign}), which may be older than the release; \`cache-bust: true\` asks past it`;
}
