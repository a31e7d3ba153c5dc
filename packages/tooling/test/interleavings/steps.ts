import type { OutsidePorts } from '@workaday/probe';
import { contract as deployContract } from '../../../../actions/deploy/src/contract.ts';
import { endJob } from '../../../../actions/deploy/src/end-job.ts';
import { deploy } from '../../../../actions/deploy/src/run.ts';
import { contract as lockContract } from '../../../../actions/lock/src/contract.ts';
import { lock } from '../../../../actions/lock/src/run.ts';
import { contract as rollbackContract } from '../../../../actions/rollback/src/contract.ts';
import { rollback } from '../../../../actions/rollback/src/run.ts';
import { contract as smokeContract } from '../../../../actions/smoke-test/src/contract.ts';
import { smokeTest } from '../../../../actions/smoke-test/src/run.ts';
import { githubOf } from './github.ts';
import type { Ended, Job } from './job.ts';
import { type Commit, checkoutOf } from './shop.ts';
import { servedTo } from './users.ts';

const timeout = '60s';

/** Every merge: deploy, smoke test, and what the end of the job does. */
export async function ship(
  job: Job,
  commit: Commit,
  more: { before?: boolean; event?: string } = {},
): Promise<void> {
  if (more.before) await smokeStep(job, commit, { phase: 'before' });
  const saved = new Map<string, string>();
  const deployed = await deployStep(job, commit, saved, more.event);
  if (deployed.outcome === 'deployed')
    await smokeStep(job, commit, { phase: 'after', release: deployed['release'] ?? '' });
  await endJob(
    { timeout: 60_000 },
    {
      context: job.context,
      state: stateOf(saved),
      log: job.log,
      connect: async () => job.connect('post'),
      addSummary: async () => undefined,
      annotate: () => undefined,
    },
  ).catch((error: unknown) => job.log.line(`the end of the job failed: ${String(error)}`));
}

/** Brings what a job left pending to its end. */
export function settle(job: Job, commit: Commit): Promise<Ended> {
  return smokeStep(job, commit, { phase: 'after' });
}

export function deployStep(
  job: Job,
  commit: Commit,
  saved: Map<string, string> = new Map(),
  event?: string,
): Promise<Ended> {
  const { version, sha, image } = commit;
  const inputs = { version, commit: sha, images: `shop=${image}`, timeout, verify: 'smoke-test' };
  return job.step(deployContract, inputs, (read) =>
    deploy(read, {
      context: job.context,
      event,
      github: async () => ({ github: githubOf(job.world.server.namespace), teams: undefined }),
      files: checkoutOf(commit, job.world.server.namespace),
      exec: notThere,
      privateFolder: notThere,
      env: {},
      clock: job.process.clock,
      log: job.log,
      state: stateOf(saved),
      cancelled: new AbortController().signal,
      connect: async () => job.connect('deploy'),
    }),
  );
}

function smokeStep(job: Job, commit: Commit, inputs: Record<string, string>): Promise<Ended> {
  return job.step(smokeContract, { timeout, ...inputs }, (read) =>
    smokeTest(read, {
      outside: outsideOf(job),
      connect: async () => job.connect('smoke-test'),
      clock: job.process.clock,
      context: job.context,
      files: checkoutOf(commit, job.world.server.namespace),
      log: job.log,
      keep: async (name) => name,
    }),
  );
}

export function rollbackStep(job: Job, inputs: Record<string, string>): Promise<Ended> {
  const all = { reason: 'the cart is empty', 'github-token': 'token', timeout, ...inputs };
  return job.step(rollbackContract, all, (read) =>
    rollback(read, {
      context: job.context,
      github: githubOf(job.world.server.namespace),
      teams: undefined,
      clock: job.process.clock,
      log: job.log,
      outside: outsideOf(job),
      connect: async () => job.connect('rollback'),
    }),
  );
}

export function lockStep(job: Job, inputs: Record<string, string>): Promise<Ended> {
  const all = { reason: 'stocktaking', 'github-token': 'token', ...inputs };
  return job.step(lockContract, all, (read) =>
    lock(read, {
      context: job.context,
      github: githubOf(job.world.server.namespace),
      teams: undefined,
      log: job.log,
      connect: async () => job.connect('lock'),
    }),
  );
}

/** A runner asks as users do. */
function outsideOf({ world }: Job): OutsidePorts {
  return {
    ask: () => servedTo(world),
    reach: async () => ({ kind: 'none', why: 'not asked' }),
    run: async () => ({ kind: 'not-started', why: 'not asked' }),
    random: () => 'random',
  };
}

function stateOf(saved: Map<string, string>) {
  return {
    save: (name: string, value: string) => void saved.set(name, value),
    read: (name: string) => saved.get(name) ?? '',
  };
}

async function notThere(): Promise<never> {
  throw new Error('not there');
}
