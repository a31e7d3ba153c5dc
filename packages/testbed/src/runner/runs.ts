import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { now, type World } from '../github/call.ts';
import type { Event } from '../github/events.ts';
import type { Repository } from '../github/state.ts';
import { startedBy } from '../github/triggers.ts';
import { ConcurrencyGroups } from './concurrency-groups.ts';
import { Execution, parseWorkflow } from './execution.ts';
import { JobTokens } from './job-tokens.ts';
import type { Yaml } from './localise-frame.ts';
import type { RunRecord } from './run-record.ts';
import type { WorldFile } from './world-file.ts';

interface Started {
  readonly run: RunRecord;
  readonly repository: Repository;
  readonly event: Event;
  readonly content: Yaml;
  execution: Execution | undefined;
}

interface Trap {
  readonly repository: string;
  readonly pattern: RegExp;
  readonly job: string | undefined;
  /** The run whose log had the line, while its job has not been caught. */
  run: number | undefined;
}

/** All runs of the stand-in: started by events, told apart by id, watched through `events`. */
export class Runs {
  readonly tokens = new JobTokens();
  readonly groups = new ConcurrencyGroups();
  /** 'change' after every change of any run. */
  readonly events = new EventEmitter().setMaxListeners(0);
  readonly #started = new Map<number, Started>();
  readonly #dir: string;
  readonly #tools: WorldFile;
  readonly #gateUrl: string;
  #traps: Trap[] = [];

  constructor(dir: string, tools: WorldFile, gateUrl: string) {
    this.#dir = dir;
    this.#tools = tools;
    this.#gateUrl = gateUrl;
  }

  async start(world: World, repository: Repository, event: Event): Promise<number[]> {
    if (!repository.actions || /^0+$/.test(event.sha)) return [];
    const git = world.git(repository);
    const paths = (await git.files(event.sha, '.github/workflows')).filter((path) =>
      /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path),
    );
    const texts = await Promise.all(paths.map((path) => git.read(event.sha, path)));
    const files = paths.map((path, at) => ({ path, content: parseWorkflow(texts[at] ?? '') }));
    return startedBy(event, files).map((file) =>
      this.#begin(world, repository, event, file.path, file.content),
    );
  }

  list(repository: string): RunRecord[] {
    return [...this.#started.values()]
      .map((one) => one.run)
      .filter((run) => run.repository === repository)
      .toReversed();
  }

  get(id: number): RunRecord {
    return this.#find(id).run;
  }

  kill(id: number): void {
    this.#find(id).execution?.kill();
  }

  killJob(id: number, job: string): number {
    return this.#find(id).execution?.killJob(job) ?? 0;
  }

  /** Kills the run (or one job of it) whose log says what the pattern says; once. */
  killWhen(repository: string, pattern: string, job: string | undefined): void {
    this.#traps.push({ repository, pattern: new RegExp(pattern), job, run: undefined });
  }

  killAll(): void {
    for (const { execution } of this.#started.values()) execution?.kill();
  }

  /** The whole run again: same commit, same workflow file, next attempt. */
  rerun(world: World, id: number, actor: string): void {
    const started = this.#find(id);
    if (started.run.status !== 'completed')
      throw new Error(`Run ${id} is still ${started.run.status}; it can be run again when it has ended.`);
    started.run.attempt += 1;
    Object.assign(started.run, {
      status: 'queued',
      conclusion: undefined,
      message: '',
      jobs: [],
      completedAt: undefined,
      maskedLines: 0,
    });
    this.#execute(world, started, actor);
  }

  #begin(world: World, repository: Repository, event: Event, path: string, content: Yaml): number {
    const number = (repository.runNumbers[path] ?? 0) + 1;
    repository.runNumbers[path] = number;
    const run: RunRecord = {
      id: world.store.id(),
      number,
      attempt: 1,
      repository: `${repository.owner}/${repository.name}`,
      workflow: String(content['name'] ?? path),
      path,
      event: event.name,
      ref: event.ref,
      sha: event.sha,
      actor: event.actor,
      status: 'queued',
      conclusion: undefined,
      message: '',
      jobs: [],
      logPath: '',
      summaryDir: '',
      maskedLines: 0,
      startedAt: now(),
      completedAt: undefined,
    };
    world.store.save();
    const started: Started = { run, repository, event, content, execution: undefined };
    this.#started.set(run.id, started);
    this.#execute(world, started, event.actor);
    return run.id;
  }

  #execute(world: World, started: Started, triggeringActor: string): void {
    const { run } = started;
    const holder = `${run.id}-${run.attempt}`;
    const inRepository = (group: string) => `${run.repository} ${group}`;
    const execution = new Execution(run, started.repository, started.event, {
      world,
      tools: this.#tools,
      tokens: this.tokens,
      folder: join(this.#dir, 'runs', holder),
      gateUrl: `${this.#gateUrl}/${holder}`,
      triggeringActor,
      enterGroup: (group) => this.groups.acquire(inRepository(group), `${holder} `),
      changed: (line) => this.#changed(run, line),
      jobEnded: (job) => this.groups.release((one) => one === `${holder} ${job}`),
    });
    started.execution = execution;
    execution
      .execute(started.content)
      .catch((error: Error) =>
        Object.assign(run, {
          status: 'completed',
          conclusion: 'startup_failure',
          message: `${error.message} ${error.cause ?? ''}`,
        }),
      )
      .finally(() => {
        this.groups.release((one) => one.startsWith(`${holder} `));
        this.tokens.revoke(execution.mark);
        this.events.emit('change');
      });
  }

  /** A job at its gate: waits for the group under the job's own name. */
  enterJobGroup(holder: string, job: string, group: string): Promise<void> {
    const run = this.get(Number(holder.split('-')[0]));
    return this.groups.acquire(`${run.repository} ${group}`, `${holder} ${job}`);
  }

  #changed(run: RunRecord, line: string | undefined): void {
    if (line !== undefined) this.#spring(run, line);
    this.events.emit('change');
  }

  /** A job between two of its steps has no process: its trap stays sprung until the next line finds one. */
  #spring(run: RunRecord, line: string): void {
    const sprung = this.#traps.find(
      (trap) =>
        trap.run === run.id ||
        (trap.run === undefined && trap.repository === run.repository && trap.pattern.test(line)),
    );
    if (sprung === undefined) return;
    sprung.run = run.id;
    if (sprung.job === undefined) this.kill(run.id);
    else if (this.killJob(run.id, sprung.job) === 0) return;
    this.#traps = this.#traps.filter((trap) => trap !== sprung);
  }

  #find(id: number): Started {
    const found = this.#started.get(id);
    if (!found) throw new Error(`There is no run ${id}.`);
    return found;
  }
}
