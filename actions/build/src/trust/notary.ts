import {
  type Clock,
  errorMessage,
  type Http,
  type Log,
  type OidcTokens,
  type RunContext,
  type Sha256,
} from '@workaday/core';
import { clockSkew, refutation } from './claims.ts';
import { githubKeys, issuerOf } from './github-issuer.ts';
import { type BuildRecord, recordAudience, type SealedRecord } from './record.ts';
import { builtAtOf } from './record-schema.ts';
import { readSignature } from './signature.ts';
import { refStanding, type TrustRule } from './standing.ts';

export interface NotaryPorts {
  http: Http;
  clock: Clock;
  sha256: Sha256;
  log: Log;
  oidc: OidcTokens;
}

/** What holds for the whole run. */
export interface NotaryRun {
  context: Pick<RunContext, 'repository' | 'repositoryId' | 'ref' | 'workflowRef' | 'serverUrl'>;
  rule: TrustRule;
  /** `auto` takes an unsigned record's word where this job cannot ask for signatures either; `signed` never does. */
  mode: 'auto' | 'signed';
}

/** What a record was looked up for. */
export type Expectation = Pick<BuildRecord, 'kind' | 'repository' | 'subject'>;

export type Acceptance =
  /** `builtAt` in milliseconds: GitHub's word when signed, else the record's own. */
  { accepted: true; signed: boolean; builtAt: number } | { accepted: false; why: string };

/** Puts GitHub's signature under what this run says, and judges what others said. */
export interface Notary {
  /** Fetches GitHub's keys ahead of the first signature that has to be checked. */
  prepare(): void;
  seal(record: BuildRecord): Promise<SealedRecord>;
  accept(sealed: SealedRecord, expectation: Expectation): Promise<Acceptance>;
}

export function notary(run: NotaryRun, ports: NotaryPorts): Notary {
  const { oidc, sha256, clock, log } = ports;
  const issuer = issuerOf(run.context.serverUrl);
  const keys = githubKeys(issuer, ports);
  const mustBeSigned = run.mode === 'signed' || oidc.available;

  function byItsWord(record: BuildRecord): Acceptance {
    const made = refStanding(record.ref, run.rule);
    const builtAt = builtAtOf(record);
    if (!made.trusted) return { accepted: false, why: made.why };
    if (builtAt > clock.now() + clockSkew) return { accepted: false, why: 'it was made in the future' };
    return { accepted: true, signed: false, builtAt };
  }

  return {
    prepare() {
      // Keys that cannot be had are an answer like any other, which the first signature will meet.
      if (mustBeSigned) void keys();
    },

    async seal(record) {
      if (!oidc.available) return { record, token: undefined };
      try {
        return { record, token: await oidc.request(recordAudience(record, sha256)) };
      } catch (error) {
        log.line(`the record of ${record.repository} stays unsigned: ${errorMessage(error)}`);
        return { record, token: undefined };
      }
    },

    async accept({ record, token }, { kind, repository, subject }) {
      if (record.kind !== kind || record.repository !== repository || record.subject !== subject)
        return { accepted: false, why: 'it is a record of something else' };
      const signature =
        token === undefined
          ? { state: 'unverifiable' as const, why: 'it is not signed' }
          : await readSignature(token, keys);
      if (signature.state === 'refuted') return { accepted: false, why: signature.why };
      if (signature.state === 'unverifiable')
        return mustBeSigned ? { accepted: false, why: signature.why } : byItsWord(record);
      const { claims } = signature;
      const audience = recordAudience(record, sha256);
      const expected = { issuer, audience, record, context: run.context, rule: run.rule, now: clock.now() };
      const why = refutation(claims, expected);
      return why === undefined
        ? { accepted: true, signed: true, builtAt: claims.iat * 1000 }
        : { accepted: false, why };
    },
  };
}
