import { Failure } from '@workaday/core';

/**
 * Waits for all, so that nothing goes on behind a failure's back; then throws the first failure, with the others in it.
 */
export async function allOrFailure<T extends readonly unknown[] | []>(
  work: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const settled = await Promise.allSettled(work);
  const errors = settled.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
  const [first] = errors;
  if (first === undefined) return Promise.all(work);
  const failures = errors.filter((error) => error instanceof Failure);
  if (!(first instanceof Failure) || failures.length < 2) throw first;
  throw new Failure({
    ...first.parts,
    what: failures.map(({ parts }) => parts.what).join('; '),
    problems: failures.flatMap(
      ({ parts }) => parts.problems ?? [{ what: parts.what, place: parts.place, next: parts.next }],
    ),
    evidence: failures.flatMap(({ parts }) => parts.evidence ?? []).join('\n\n'),
  });
}

/** Work that may fail before anybody waits for it. */
export function meanwhile<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  return work;
}
