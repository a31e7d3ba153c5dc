import { randomBytes } from 'node:crypto';
import type { Caller } from '../github/call.ts';
import type { Claims } from '../github/oidc-provider.ts';
import type { Permissions } from '../github/permissions.ts';

interface Issued {
  readonly run: string;
  readonly job: string;
  /** Of a job's GITHUB_TOKEN: who calls. */
  readonly caller?: Caller;
  /** Of a request token: what its identity tokens say. */
  readonly claims?: Claims;
}

/** Tokens of running jobs; they die with their job. */
export class JobTokens {
  readonly #issued = new Map<string, Issued>();

  issue(run: string, repository: string, job: string, permissions: Permissions): string {
    const caller = { kind: 'job', login: 'github-actions[bot]', repository, permissions, job } as const;
    return this.#keep('ghs', { run, job, caller });
  }

  /** What a job with `id-token: write` asks for identity tokens with; good for nothing else. */
  issueRequest(run: string, job: string, claims: Claims): string {
    return this.#keep('idr', { run, job, claims });
  }

  caller(token: string): Caller | undefined {
    return this.#issued.get(token)?.caller;
  }

  claims(token: string): Claims | undefined {
    return this.#issued.get(token)?.claims;
  }

  /** Ends one job's tokens, or all of a run's. */
  revoke(run: string, job?: string): void {
    for (const [token, issued] of this.#issued)
      if (issued.run === run && (job === undefined || issued.job === job)) this.#issued.delete(token);
  }

  #keep(prefix: string, issued: Issued): string {
    const token = `${prefix}_${randomBytes(18).toString('hex')}`;
    this.#issued.set(token, issued);
    return token;
  }
}
