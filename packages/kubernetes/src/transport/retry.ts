import type { ClusterRequest } from './cluster.ts';

/** How long a request may be repeated, from its first try. */
export const patience = 30_000;

type Trouble =
  | { kind: 'answer'; status: number; retryAfter: string | undefined }
  | { kind: 'loss'; loss: 'cut' | 'never-sent' | 'timeout' | 'other' };

const repeatableMethods: ReadonlySet<ClusterRequest['method']> = new Set(['GET', 'PATCH']);
const passing = new Set([500, 502, 503, 504]);

/**
 * Milliseconds to wait before a request is repeated; undefined when it must not be. 429 was never executed, so
 * any request is repeated; other trouble only for what may be executed twice: GET, PATCH (server-side apply), and what
 * says so of itself.
 */
export function retryDelay(
  request: Pick<ClusterRequest, 'method' | 'repeatable'>,
  trouble: Trouble,
  attempt: number,
  elapsed: number,
  within: number = patience,
): number | undefined {
  if (!mayRepeat(request, trouble)) return undefined;
  const backOff = Math.min(4000, 200 * 2 ** attempt);
  const asked = trouble.kind === 'answer' ? Number(trouble.retryAfter ?? Number.NaN) * 1000 : Number.NaN;
  const delay = Number.isFinite(asked) ? Math.max(asked, 50) : backOff;
  return elapsed + delay > within ? undefined : delay;
}

function mayRepeat(
  { method, repeatable = repeatableMethods.has(method) }: Pick<ClusterRequest, 'method' | 'repeatable'>,
  trouble: Trouble,
): boolean {
  if (trouble.kind === 'answer') return trouble.status === 429 || (repeatable && passing.has(trouble.status));
  if (trouble.loss === 'never-sent') return true;
  return trouble.loss !== 'other' && repeatable;
}
