import { isRecord, recordsAt } from '../manifests/object.ts';

export interface StatusCause {
  field: string | undefined;
  message: string;
  reason: string | undefined;
}

/** An unsuccessful answer of the API server, as its `Status` object says it. */
export class ApiError extends Error {
  /** HTTP status code. */
  readonly status: number;
  /** `NotFound`, `Conflict`, `Invalid`, `Forbidden`, …; `Unknown` when the answer is no Status. */
  readonly reason: string;
  readonly causes: readonly StatusCause[];
  /** The request, e.g. `PATCH /apis/apps/v1/…`. */
  readonly asked: string;

  constructor(asked: string, status: number, text: string) {
    const body = parseStatus(text);
    super(stringOf(body?.['message']) ?? (text.trim().slice(0, 500) || `HTTP ${status}`));
    this.name = 'ApiError';
    this.asked = asked;
    this.status = status;
    this.reason = stringOf(body?.['reason']) ?? 'Unknown';
    this.causes = recordsAt(body, 'details', 'causes').map((cause) => ({
      field: stringOf(cause['field']),
      message: stringOf(cause['message']) ?? '',
      reason: stringOf(cause['reason']),
    }));
  }
}

export function isApiError(error: unknown, ...statuses: number[]): error is ApiError {
  return error instanceof ApiError && (statuses.length === 0 || statuses.includes(error.status));
}

/** For a read whose absence is an answer: undefined on 404, anything else is thrown on. */
export function onNotFound(error: unknown): undefined {
  if (isApiError(error, 404)) return undefined;
  throw error;
}

function parseStatus(text: string): Record<string, unknown> | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    const body: unknown = JSON.parse(text);
    return isRecord(body) && body['kind'] === 'Status' ? body : undefined;
  } catch {
    // A proxy's answer that only looks like JSON is shown as text.
    return undefined;
  }
}

function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
