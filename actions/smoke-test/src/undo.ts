import { formatDuration, holderOf } from '@workaday/core';
import {
  finishAutomaticRollback,
  type Lock,
  type Release,
  restoreRelease,
  type WhyNothing,
} from '@workaday/kubernetes';
import { askRelease, type Evidence, type Judgement, ruleForRestored } from '@workaday/probe';
import type { Job } from './job.ts';
import { readBrokenBefore } from './judge-release.ts';

/** Why a release is undone. */
export type Cause =
  | 'bad-answers'
  | 'rollout-broken'
  | 'without-verdict'
  | 'interrupted-restore'
  | 'cancelled';

export interface Undoing {
  cause: Cause;
  message: string;
}

export type Undone =
  | { kind: 'nothing-to-restore'; why: WhyNothing }
  | {
      kind: 'restored' | 'restore-failed' | 'restored-bad' | 'restored-unproven';
      /** The release that serves again, or should. */
      release: Release;
      message: string;
      /** Milliseconds from the decision to the end. */
      took: number;
      evidence: Evidence | undefined;
      cause: Cause;
      /** What stops the next merge. */
      freeze?: Lock | undefined;
    };

type Tried = Exclude<Undone, { kind: 'nothing-to-restore' }>;

/** Restores the last verified release, asks whether it answers, and ends the bad one in the ledger. */
export async function undo(job: Job, release: Release, why: Undoing, lost: AbortSignal): Promise<Undone> {
  const { cluster, setting, ports } = job;
  const { number } = release;
  const tried = await restoreAndAsk(job, release, why, lost);
  if (tried.kind === 'nothing-to-restore') return tried;
  const good = tried.kind === 'restored';
  const restored = tried.kind === 'restore-failed' ? {} : { restored: tried.release.number };
  const end = {
    state: good ? 'rolled-back' : 'rollback-failed',
    reason: good ? why.cause : tried.kind,
    message: good ? why.message : `${why.message}; ${tried.message}`,
    ...restored,
  } as const;
  const { context } = ports;
  const freezing = { ...setting.freeze, holder: holderOf(context), run: context.runUrl };
  const freeze = await finishAutomaticRollback(cluster, setting.place, number, end, freezing);
  return { ...tried, freeze };
}

async function restoreAndAsk(
  job: Job,
  release: Release,
  { cause, message }: Undoing,
  lost: AbortSignal,
): Promise<Undone> {
  const { cluster, inputs, ports, setting } = job;
  const started = ports.clock.now();
  const result = await restoreRelease(cluster, setting.place, release.number, {
    reason: cause,
    message,
    timeout: inputs.timeout,
    log: ports.log.line,
    signal: lost,
  });
  if (result.result === 'nothing-to-restore') return { kind: result.result, why: result.why };
  const ended = (kind: Tried['kind'], text: string, evidence?: Evidence): Tried => {
    const took = ports.clock.now() - started;
    return { kind, release: result.release, message: text, took, evidence, cause };
  };
  const name = `release ${result.release.number} (${result.release.version})`;
  if (result.result === 'failed')
    return ended('restore-failed', `${name} could not be restored: ${result.why}`);
  ports.log.line(`${name} is in place after ${formatDuration(result.took)}; asking whether it answers`);
  const { evidence, judgement } = await askRelease(job, {
    release: result.release,
    rule: ruleForRestored(setting.smoke),
    brokenBefore: await readBrokenBefore(job),
    deadline: ports.clock.now() + inputs.timeout,
    lost,
  });
  return ended(kindOf(judgement), `${name} is restored: ${judgement.message}`, evidence);
}

/** Checks that failed before the deploy already say nothing about the restored release either. */
export function kindOf({ verdict, reason }: Judgement): Tried['kind'] {
  if (verdict === 'keep' || reason === 'broken-before') return 'restored';
  return verdict === 'rollback' ? 'restored-bad' : 'restored-unproven';
}
