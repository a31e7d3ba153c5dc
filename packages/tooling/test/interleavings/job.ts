import {
  type Annotation,
  type Contract,
  inputVariable,
  type Log,
  readRunContext,
  runAction,
} from '@workaday/core';
import type { Cluster } from '@workaday/kubernetes';
import { farCluster } from '../../../kubernetes/test/model/far-cluster.ts';
import type { Journey } from '../../../kubernetes/test/virtual-server.ts';
import { Process } from '../../../kubernetes/test/virtual-time.ts';
import { repository } from './shop.ts';
import type { World } from './world.ts';

/** How a step ended, as its runner sees it. */
export type Ended = Record<string, string> & { outcome: string; reason: string };

/** What goes wrong with a runner. */
export interface Fate {
  /** It dies at this write: before the server has it, or while it carries it out. */
  death?: { write: number; before: boolean } | undefined;
  /** It stands still at a moment, in milliseconds after its start. */
  pause?: { after: number; duration: number } | undefined;
  /** Probability that a request or its answer is lost. */
  loss: number;
  /** The slowest way of a request, in milliseconds. */
  slowest: number;
  /** By how much its clock is wrong, in milliseconds. */
  skew: number;
}

export const reliable: Fate = { loss: 0, slowest: 20, skew: 0 };

interface JobOptions {
  name: string;
  runId: string;
  sha: string;
  fate: Fate;
  /** Called when the runner dies. */
  onDeath?: () => void;
}

/** A job on a runner of its own, which may die; steps run in it one after the other. */
export class Job {
  readonly world: World;
  readonly name: string;
  readonly holder: string;
  readonly process: Process;
  readonly env: Readonly<Record<string, string>>;
  readonly #fate: Fate;
  readonly #onDeath: () => void;
  #writes = 0;

  constructor(world: World, { name, runId, sha, fate, onDeath = () => undefined }: JobOptions) {
    this.world = world;
    this.name = name;
    this.holder = `${repository}/${runId}`;
    this.process = new Process(world.time, fate.skew);
    this.#fate = fate;
    this.#onDeath = onDeath;
    this.env = {
      GITHUB_REPOSITORY: repository,
      GITHUB_SHA: sha,
      GITHUB_REF: 'refs/heads/main',
      GITHUB_WORKSPACE: world.workspace,
      GITHUB_RUN_ID: runId,
      GITHUB_ACTOR: 'ada',
    };
    const { pause } = fate;
    if (pause) world.time.at(world.time.now + pause.after, () => this.process.standStill(pause.duration));
  }

  get context() {
    return readRunContext(this.env);
  }

  get log(): Log {
    return {
      line: (text) => this.world.say(this.name, text),
      group: (_title, work) => work(),
    };
  }

  /** The server as a step of this job reaches it. */
  connect(step: string): Cluster {
    const { world, process } = this;
    const by = `${this.holder} ${this.name}/${step}`;
    const cluster = farCluster(world.server, {
      time: world.time,
      process,
      by,
      journey: ({ method, query }) => this.#journey(method !== 'GET' && query?.['dryRun'] === undefined),
    });
    return world.mutation ? world.mutation(cluster, { by }) : cluster;
  }

  #journey(writes: boolean): Journey {
    const { chance } = this.world;
    const { loss, slowest, death } = this.#fate;
    const way = () => (chance.happens(0.9) ? chance.between(1, 20) : chance.between(1, slowest));
    const journey = { there: way(), back: way() };
    if (writes) this.#writes += 1;
    if (writes && death?.write === this.#writes) {
      this.#die();
      return death.before ? { ...journey, lost: 'request' } : journey;
    }
    if (!chance.happens(loss)) return journey;
    return { ...journey, lost: chance.happens(0.5) ? 'request' : 'answer' };
  }

  #die(): void {
    this.world.say(this.name, 'its runner dies');
    this.world.sights.add('its runner dies');
    this.process.die();
    this.#onDeath();
  }

  /** Runs one action as a step; never answers once the runner is dead. */
  async step<C extends Contract>(
    contract: C,
    inputs: Record<string, string>,
    run: Parameters<typeof runAction<C>>[2],
  ): Promise<Ended> {
    const outputs: Record<string, string> = {};
    const given = Object.entries({ kubeconfig: 'model', ...inputs }).map(([name, value]) => [
      inputVariable(name),
      value,
    ]);
    const runner = {
      env: { ...this.env, ...Object.fromEntries(given) },
      log: this.log,
      mask: () => undefined,
      setOutput: (name: string, value: string) => {
        outputs[name] = value;
      },
      addSummary: async () => undefined,
      annotate: (_: Annotation) => undefined,
      setExitCode: () => undefined,
    };
    await runAction(contract, runner, run);
    const ended = { outcome: '', reason: '', ...outputs };
    this.world.sights.add(`${contract.name}: ${ended.outcome} (${ended.reason})`);
    if (ended.reason === 'internal-error') throw new Error(`${this.name} ended in an internal error`);
    return ended;
  }
}
