import { randomBytes } from 'node:crypto';
import type { Caller } from '../github/call.ts';
import type { Permissions } from '../github/permissions.ts';

interface Issued {
  readonly run: string;
  readonly caller: Extract<Caller, { kind: 'job' }>;
}

/** Tokens of running jobs; one dies with its job. */
export class JobTokens {
  readonly #issued = new Map<string, Issued>();

  issue(run: string, repository: string, job: string, permissions: Permissions): string {
    const token = `ghs_${randomBytes(18).toString('hex')}`;
    this.#issued.set(token, {
      run,
      caller: { kind: 'job', login: 'github-actions[bot]', repository, permissions, job },
    });
    return token;
  }

  caller(token: string): Caller | undefined {
    return this.#issued.get(token)?.caller;
  }

  /** Ends one job's token, or all of a run's. */
  revoke(run: string, job?: string): void {
    for (const [token, issued] of this.#issued)
      if (issued.run === run && (job === undefined || issued.caller.job === job)) this.#issued.delete(token);
  }
}
