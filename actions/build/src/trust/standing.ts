import { namesRef } from './ref-pattern.ts';

/** Which refs this run trusts. */
export interface TrustRule {
  /** Undefined when nothing tells it: `main` and `master` stand for it then. */
  defaultBranch: string | undefined;
  /** Patterns of further branches (`release/*`), or of full refs (`refs/tags/v*`); see `namesRef`. */
  trustedRefs: readonly string[];
}

export type Standing = { trusted: true } | { trusted: false; why: string };

/** Events that only people with the right to push can cause, and that bring no content of others. */
const trustedEvents = ['push', 'workflow_dispatch', 'schedule', 'repository_dispatch'];

/** May a run, this one or another, vouch for what it builds? */
export function standing(run: { event: string; ref: string }, rule: TrustRule): Standing {
  if (trustedEvents.includes(run.event)) return refStanding(run.ref, rule);
  return {
    trusted: false,
    why: /^pull_request(_review(_comment)?)?$/.test(run.event)
      ? `the event ${run.event} brings what anyone may propose`
      : `a run of the event ${JSON.stringify(run.event)} may work on what others wrote, also on a trusted branch`,
  };
}

/** The same by the ref alone. */
export function refStanding(ref: string, { defaultBranch, trustedRefs }: TrustRule): Standing {
  const defaults = defaultBranch ? [defaultBranch] : ['main', 'master'];
  if (defaults.some((branch) => ref === `refs/heads/${branch}`)) return { trusted: true };
  if (trustedRefs.some((pattern) => namesRef(pattern, ref))) return { trusted: true };
  return {
    trusted: false,
    why: `${JSON.stringify(ref)} is neither the default branch (${defaults.join(' or ')}) nor named by trusted-refs`,
  };
}
