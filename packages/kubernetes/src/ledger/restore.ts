import { errorMessage } from '@workaday/core';
import type { KubeObject } from '../manifests/object.ts';
import { type RolloutVerdict, watchRollout } from '../rollout/watch-rollout.ts';
import type { Cluster } from '../transport/cluster.ts';
import { type NotRestored, notRestoredText } from './put-back.ts';
import { isRefusal } from './refusal.ts';
import type { AppPlace, Release } from './release.ts';
import type { WhyNothing } from './restore-target.ts';
import { reusedReplicaSets } from './reuse.ts';
import { type SentRestore, sendRestore } from './send-restore.ts';
import type { Verdict } from './settle.ts';
import { unblockStatefulSets } from './unblock.ts';

export type RestoreResult =
  | {
      result: 'restored';
      release: Release;
      /** Milliseconds. */
      took: number;
      /** What is not as it was, though the release serves. */
      notRestored: NotRestored[];
    }
  | { result: 'nothing-to-restore'; why: WhyNothing }
  | { result: 'failed'; why: string; release: Release; notRestored: NotRestored[] };

export interface RestoreOptions extends Verdict {
  /** Own budget in milliseconds. */
  timeout: number;
  log: (line: string) => void;
  /** Ends the restore early; its reason is thrown. */
  signal?: AbortSignal;
}

const restoreEnded = new Error('the restore has ended');

/**
 * Puts the last verified release back, and waits until it alone serves. The ledger is ended by finishRollback. Called
 * again after a run died in it, it goes on where that one stopped.
 */
export async function restoreRelease(
  cluster: Cluster,
  place: AppPlace,
  badNumber: number,
  { message, timeout, log, signal }: RestoreOptions,
): Promise<RestoreResult> {
  const started = cluster.clock.now();
  const sent = await sendRestore(cluster, place, badNumber, { message, log, ...(signal ? { signal } : {}) });
  if (sent.result !== 'sent') return sent;
  const { release, notRestored } = sent;
  try {
    const left = Math.max(0, timeout - (cluster.clock.now() - started));
    const [verdict] = await Promise.all([
      watchRestored(cluster, place.namespace, sent, { timeout: left, log, signal }),
      sayReuse(cluster, place.namespace, sent, log),
    ]);
    const harmful = notRestored.filter(({ harmless }) => !harmless);
    const problems = [
      ...(harmful.length > 0 ? [notRestoredText(harmful)] : []),
      ...(verdict.state === 'ready' ? [] : [whyNot(verdict)]),
    ];
    return problems.length === 0
      ? { result: 'restored', release, took: cluster.clock.now() - started, notRestored }
      : { result: 'failed', why: problems.join('; '), release, notRestored };
  } catch (error) {
    if (signal?.aborted || !isRefusal(error)) throw error;
    return { result: 'failed', why: errorMessage(error), release, notRestored };
  }
}

/** Until all that was written serves; bad pods that keep a StatefulSet from it are removed meanwhile. */
async function watchRestored(
  cluster: Cluster,
  namespace: string,
  { written, writtenAt }: Extract<SentRestore, { result: 'sent' }>,
  { timeout, log, signal }: { timeout: number; log: (line: string) => void; signal: AbortSignal | undefined },
): Promise<RolloutVerdict> {
  const stop = new AbortController();
  const watch = watchRollout(cluster, namespace, written, {
    timeout,
    onChange: log,
    writtenAt,
    signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
  });
  try {
    const unblock = unblockStatefulSets(cluster, namespace, written, { signal: stop.signal, log });
    const [verdict] = await Promise.all([watch.finally(() => stop.abort(restoreEnded)), unblock]);
    return verdict;
  } finally {
    stop.abort(restoreEnded);
  }
}

/** A Deployment finds its old pods only by an equal template; when it does not, new ones have to start. */
async function sayReuse(
  cluster: Cluster,
  namespace: string,
  sent: { written: readonly KubeObject[]; writtenAt: number },
  log: (line: string) => void,
): Promise<void> {
  for (const { deployment, replicaSet } of await reusedReplicaSets(cluster, namespace, sent))
    log(
      replicaSet
        ? `${deployment} has its ReplicaSet ${replicaSet} again`
        : `${deployment} has no ReplicaSet of this template any more (see its revisionHistoryLimit): all its pods start anew`,
    );
}

function whyNot(verdict: Exclude<RolloutVerdict, { state: 'ready' }>): string {
  const texts = verdict.findings.map(
    ({ object, trouble }) => `${object}: ${trouble.message} (${trouble.reason})`,
  );
  return texts.join('; ');
}
