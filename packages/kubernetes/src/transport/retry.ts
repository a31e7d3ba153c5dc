import type { ClusterRequest } from './cluster.ts';

/** How long a request may be repeated, from its first try. */
export const patience = 30_000;

type Trouble =
  | { kind: 'answer'; status: number; retryAfter: string | undefined }
  | { kind: 'loss'; loss: 'cut' | 'never-sent' | 'timeout' | 'other' };

const repeatable: ReadonlySet<ClusterRequest['method']> = new Set(['GET', 'PATCH']);
const passing = new Set([500, 502, 503, 504]);

/**
 * Milliseconds to wait before a request is repeated; undefined when it must not be. 429 was never executed, so
 * any method is repeated; other trouble only for GET and PATCH (server-side apply), which may be executed twice.
 */
export function retryDelay(
  method: ClusterRequest['method'],
  trouble: Trouble,
  attempt: number,
  elapsed: number,
): number | undefined {
  if (!mayRepeat(method, trouble)) return undefined;
  const backOff = Math.min(4000, 200 * 2 ** attempt);
  const asked = trouble.kind === 'answer' ? Number(trouble.retryAfter ?? Number.NaN) * 1000 : Number.NaN;
  const delay = Number.isFinite(asked) ? Math.max(asked, 50) : backOff;
  return elapsed + delay > patience ? undefined : delay;
}

function mayRepeat(method: ClusterRequest['method'], trouble: Trouble): boolean {
  if (trouble.kind === 'answer')
    return trouble.status === 429 || (repeatable.has(method) && passing.has(trouble.status));
  if (trouble.loss === 'never-sent') return true;
  return trouble.loss !== 'other' && repeatable.has(method);
}
