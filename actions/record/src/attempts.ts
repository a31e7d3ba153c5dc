import { errorMessage, Failure, type FailureParts } from '@workaday/core';

/** Work of which no part needs another: what fails is kept until all of it is done. */
export class Attempts {
  private readonly errors: unknown[] = [];

  /** The work's answer, or `otherwise` when it failed. */
  async of<T, Otherwise>(work: () => Promise<T>, otherwise: Otherwise): Promise<T | Otherwise> {
    try {
      return await work();
    } catch (error) {
      this.errors.push(error);
      return otherwise;
    }
  }

  /** Throws all that failed as one. `outputs` hold what is true all the same. */
  settle(outputs: Readonly<Record<string, string>>): void {
    const { errors } = this;
    if (errors.length === 0) return;
    const failures = errors.filter((error) => error instanceof Failure);
    if (failures.length === errors.length) throw new Failure({ ...combined(failures), outputs });
    throw errors.length === 1 ? errors[0] : new AggregateError(errors, errors.map(errorMessage).join('; '));
  }
}

function combined(failures: readonly Failure[]): FailureParts {
  const parts = failures.map((failure) => failure.parts);
  const [first, ...others] = parts;
  if (first === undefined) throw new Error('there is no failure to report');
  if (others.length === 0) return first;
  return {
    reason: first.reason,
    what: `${parts.length} parts of the record could not be written: ${parts.map(({ what }) => what).join('; ')}`,
    next: 'Mend each of them, then run the job again: it writes only what is missing.',
    problems: parts.map(({ what, why, next }) => ({
      what: why === undefined ? what : `${what}. ${why}`,
      next,
    })),
    cause: new AggregateError(failures),
  };
}
