import { type Stop, stopIn, stopNames } from './history.ts';
import { type Ended, type Fate, Job, reliable } from './job.ts';
import type { Move, Scenario } from './scenario.ts';
import { type Commit, shaOf } from './shop.ts';
import { deployStep, lockStep, rollbackStep, settle, ship } from './steps.ts';
import type { World } from './world.ts';

const minute = 60_000;
/** By then everybody is dead or done. */
const length = 40 * minute;

/** Those who merge, roll back and lock. */
export class Company {
  readonly world: World;
  readonly failures: unknown[] = [];
  readonly #busy = new Set<string>();
  #jobs = 0;

  constructor(world: World) {
    this.world = world;
  }

  /** Time, until everybody is dead or done. */
  async passes(): Promise<void> {
    const { time, rest } = this.world;
    const until = time.now + length;
    await time.run(until);
    for (; rest && this.#busy.size > 0 && time.now < until; await time.run(until)) await rest();
  }

  know(commit: Commit): Commit {
    const known = { ...commit, image: this.world.imageOf(commit) };
    this.world.commits.set(commit.sha, known);
    return known;
  }

  make(move: Move): void {
    const { does, fate } = move;
    if (does === 'ship') this.#ship(move.commit, fate, move);
    else if (does === 'ship-again') this.#ship(move.commit, fate);
    else if (does === 'revert') this.#revert(move.commit, fate);
    else if (does === 'rollback') this.#rollback(move.inputs, fate, move.again);
    else this.#start('lock', shaOf(0), fate, (job) => lockStep(job, move.inputs));
  }

  /** A run has a number, whichever of its jobs and attempts. */
  #ship(
    commit: Commit,
    fate: Fate,
    { before = false, settles, event }: { before?: boolean; settles?: Fate | undefined; event?: string } = {},
  ): void {
    const runId = `merge-${commit.order}`;
    const known = this.world.commits.get(commit.sha) ?? commit;
    const onDeath = () => settles && this.#later(() => this.#settle(known, settles));
    this.#start(
      'deploy',
      commit.sha,
      fate,
      (job) => ship(job, known, { before, ...(event ? { event } : {}) }),
      {
        runId,
        onDeath,
      },
    );
  }

  #settle(commit: Commit, fate: Fate): void {
    this.#start('settle', commit.sha, fate, (job) => settle(job, commit), { runId: `merge-${commit.order}` });
  }

  #revert(commit: Commit, fate: Fate): void {
    const freeze = this.#stop('workaday-freeze.shop');
    if (!freeze) return;
    const reverting = this.know({ ...commit, reverts: freeze.commit });
    const message = `Revert "feat: bad"\n\nThis reverts commit ${freeze.commit}.`;
    this.#ship(reverting, fate, { event: JSON.stringify({ commits: [{ message }] }) });
  }

  #rollback(inputs: Record<string, string>, fate: Fate, again: Fate | undefined): void {
    const onDeath = () => again && this.#later(() => this.#rollback(inputs, again, undefined));
    this.#start('rollback', shaOf(0), fate, (job) => rollbackStep(job, inputs), { onDeath });
  }

  /** A merge only when nothing stops it: it would be refused. */
  lastRun({ last: wanted, commits }: Scenario, onEnd: (ended: Ended) => void): void {
    const last = wanted === 'deploy' && this.#isStopped() ? 'settle' : wanted;
    const commit = this.#newCommit();
    const newest = commits.at(-1) ?? commit;
    const run = {
      nothing: (job: Job) => lockStep(job, { command: 'list' }),
      settle: (job: Job) => settle(job, newest),
      // Where nothing is behind it, a person has no way back to choose.
      rollback: async (job: Job) => {
        const ended = await rollbackStep(job, { freeze: '0s' });
        return ended.outcome === 'nothing-to-do' ? settle(job, newest) : ended;
      },
      deploy: (job: Job) => deployAndProve(job, commit),
    }[last];
    this.#start(`last-${last}`, last === 'deploy' ? commit.sha : newest.sha, reliable, (job) =>
      run(job).then(onEnd),
    );
  }

  /** Someone opens what is closed, and the next merge is a good one. */
  nextMerge(onEnd: (ended: Ended) => void): void {
    const commit = this.#newCommit();
    this.#start('next', commit.sha, reliable, async (job) => {
      for (const app of ['all', 'shop']) await lockStep(job, { command: 'unlock', app });
      onEnd(await deployAndProve(job, commit));
    });
  }

  #isStopped(): boolean {
    return stopNames.some((name) => this.#stop(name) !== undefined);
  }

  #stop(name: string): Stop | undefined {
    const { history, server } = this.world;
    const stop = stopIn(history.findLast((write) => write.plural === 'leases' && write.name === name)?.after);
    return stop && stop.until > server.now() ? stop : undefined;
  }

  #newCommit(): Commit {
    const order = 1 + Math.max(...[...this.world.commits.values()].map((commit) => commit.order));
    const version = `1.${order}.0`;
    const fine = { bad: false, missing: false, extra: false, reverts: undefined };
    return this.know({ order, sha: shaOf(order), version, image: '', ...fine });
  }

  #later(run: () => void): void {
    const { time, chance } = this.world;
    time.at(time.now + chance.between(2000, minute), run);
  }

  /** A run has one job at a time, as GitHub starts them. */
  #start(
    kind: string,
    sha: string,
    fate: Fate,
    run: (job: Job) => Promise<unknown>,
    { runId, onDeath }: { runId?: string; onDeath?: () => unknown } = {},
  ): void {
    this.#jobs += 1;
    const id = runId ?? `${kind}-${this.#jobs}`;
    const name = `${kind}-${this.#jobs}`;
    if (this.#busy.has(id)) {
      this.world.say(name, 'its run is busy');
      return;
    }
    this.#busy.add(id);
    const free = () => this.#busy.delete(id);
    const job = new Job(this.world, {
      name,
      runId: id,
      sha,
      fate,
      onDeath: () => {
        free();
        onDeath?.();
      },
    });
    this.world.say(name, `begins as ${job.holder}`);
    run(job)
      .catch((error: unknown) => this.failures.push(error))
      .finally(free);
  }
}

async function deployAndProve(job: Job, commit: Commit): Promise<Ended> {
  const deployed = await deployStep(job, commit);
  return deployed.outcome === 'deployed' ? settle(job, commit) : deployed;
}
