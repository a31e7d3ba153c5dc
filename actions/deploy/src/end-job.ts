import type { Annotation, FreezeConfig, Log, RunContext, StepState } from '@workaday/core';
import {
  type AppPlace,
  acquireLease,
  type Cluster,
  pendingRelease,
  readLedger,
  releaseLease,
  restoring,
} from '@workaday/kubernetes';
import type { Inputs } from './contract.ts';
import { faultEnding } from './outcome.ts';
import { endingSummary } from './summary.ts';
import { interruptedRestore, undo } from './undo.ts';

/** What the main step tells the post step, as JSON under this name. */
export const stateName = 'deploy';

export interface Left {
  place: AppPlace;
  holder: string;
  freeze: FreezeConfig;
}

export interface PostPorts {
  context: RunContext;
  state: StepState;
  log: Log;
  connect(): Promise<Cluster>;
  addSummary(markdown: string): Promise<void>;
  annotate(annotation: Annotation): void;
}

/** The end of the job: a restore that a cancelled run has only sent is seen through, and the lease given back. */
export async function endJob(inputs: Pick<Inputs, 'timeout'>, ports: PostPorts): Promise<void> {
  const saved = ports.state.read(stateName);
  if (saved === '') return;
  const left = JSON.parse(saved) as Left;
  const { place, holder } = left;
  const cluster = await ports.connect();
  try {
    await finishOwnRestore(cluster, left, inputs.timeout, ports);
    await releaseLease(cluster, place, holder);
  } finally {
    cluster.close();
  }
}

async function finishOwnRestore(
  cluster: Cluster,
  { place, holder, freeze }: Left,
  timeout: number,
  { context, log, addSummary, annotate }: PostPorts,
): Promise<void> {
  const open = async () => {
    const release = pendingRelease(await readLedger(cluster, place));
    const ours = release?.reason === restoring && release.run === context.runUrl;
    return ours ? release : undefined;
  };
  if (!(await open())) return;
  const line = (text: string) => log.line(text);
  const lease = await acquireLease(cluster, place, { holder, run: context.runUrl, wait: timeout, log: line });
  try {
    const release = await open();
    if (!release) return;
    line(`release ${release.number} is being undone; looking whether the one before it serves`);
    const fault = interruptedRestore(release);
    const freezing = { ...freeze, holder, run: context.runUrl };
    const target = { cluster: lease.guard(cluster), place, timeout, log: line, freezing };
    const ending = faultEnding(fault, release, await undo(target, release.number, fault));
    const level = ending.outcome === 'rolled-back' ? 'notice' : 'error';
    annotate({ level, title: `Deploy: ${ending.outcome} (${ending.reason})`, message: ending.message });
    await addSummary(endingSummary(place, ending));
  } finally {
    await lease.release();
  }
}
