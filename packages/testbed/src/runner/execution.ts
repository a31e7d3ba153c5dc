import { appendFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parse } from 'yaml';
import { now, type World } from '../github/call.ts';
import type { Event } from '../github/events.ts';
import { idTokenPath } from '../github/oidc-provider.ts';
import type { Repository } from '../github/state.ts';
import { jobOfLine, parseActLine, readable, readLine } from './act-log.ts';
import { runAct } from './act-process.ts';
import { recordEnvironmentDeployment } from './environment-deployment.ts';
import { githubContext, githubEnvironment } from './github-environment.ts';
import { defaultPermissions } from './job-permissions.ts';
import { jobSecrets } from './job-secrets.ts';
import type { JobTokens } from './job-tokens.ts';
import { localiseRun } from './localise.ts';
import type { LocalJob, LocalRun, Yaml } from './localise-frame.ts';
import { Mask } from './mask.ts';
import { killMarked, markVariable } from './process-marks.ts';
import { RunFolder } from './run-folder.ts';
import type { Conclusion, JobRecord, RunRecord } from './run-record.ts';
import { type GatheredSources, gatherSources } from './sources.ts';
import type { WorldFile } from './world-file.ts';

export interface ExecutionParts {
  readonly world: World;
  readonly tools: WorldFile;
  readonly tokens: JobTokens;
  readonly folder: string;
  readonly gateUrl: string;
  readonly triggeringActor: string;
  /** Holds the run back until the group is its own. */
  readonly enterGroup: (group: string) => Promise<void>;
  /** Called after every change of the record. */
  readonly changed: (line?: string) => void;
  readonly jobEnded: (job: string) => void;
}

/** One attempt of one run: prepared, run by act, and written down, whatever becomes of it. */
export class Execution {
  readonly mark: string;
  readonly #run: RunRecord;
  readonly #repository: Repository;
  readonly #event: Event;
  readonly #parts: ExecutionParts;
  readonly #folder: RunFolder;
  readonly #mask = new Mask();
  readonly #deployments = new Map<string, (success: boolean) => void>();
  #jobs: readonly LocalJob[] = [];
  #killed = false;

  constructor(run: RunRecord, repository: Repository, event: Event, parts: ExecutionParts) {
    this.mark = `${process.pid}-${run.id}-${run.attempt}`;
    this.#run = run;
    this.#repository = repository;
    this.#event = event;
    this.#parts = parts;
    this.#folder = new RunFolder(parts.folder);
  }

  kill(): void {
    this.#killed = true;
    killMarked(this.mark);
  }

  killJob(id: string): number {
    return killMarked(this.mark, id);
  }

  async execute(content: Yaml): Promise<void> {
    await this.#folder.create();
    if (this.#event.name !== 'push') await this.#folder.standAt(this.#event.sha);
    this.#run.logPath = this.#folder.log;
    this.#run.summaryDir = this.#folder.summaries;
    appendFileSync(this.#folder.log, '');
    const origin = { repository: this.#run.repository, ref: this.#run.sha };
    const gathered = await gatherSources(this.#parts.world, origin, content);
    const local = this.#localise(content, gathered);
    const failures = [...gathered.failures, ...local.failures];
    if (failures.length > 0) return this.#finish('startup_failure', failures.join('\n'));
    this.#jobs = local.jobs;
    this.#run.jobs = local.jobs.map(newJob);
    this.#parts.changed();
    for (const group of local.groups) await this.#parts.enterGroup(group);
    const exit = this.#killed ? 'SIGKILL' : await this.#runAct(local, gathered);
    await this.#conclude(exit);
  }

  #localise(content: Yaml, gathered: GatheredSources): LocalRun {
    const contexts = {
      github: githubContext(this.#run, this.#repository, this.#event),
      inputs: this.#event.payload['inputs'] ?? {},
      vars: this.#repository.variables,
    };
    return localiseRun({
      origin: { repository: this.#run.repository, ref: this.#run.sha },
      path: this.#run.path,
      content,
      workflows: gathered.workflows,
      actions: gathered.actions,
      environments: this.#repository.environments,
      defaultPermissions,
      contexts,
      gateUrl: this.#parts.gateUrl,
      idTokenUrl: `${this.#parts.world.urls.server}${idTokenPath}?api-version=2.0`,
      recordFolder: this.#folder.needs,
    });
  }

  async #runAct(local: LocalRun, gathered: GatheredSources): Promise<number | NodeJS.Signals> {
    const { world, tools, tokens, triggeringActor } = this.#parts;
    const run = this.#run;
    const [repository, event, mark] = [this.#repository, this.#event, this.mark];
    const own = jobSecrets({ world, tokens, mark, run, repository, event, gathered }, local.jobs);
    const secrets = { ...repository.secrets, ...local.secrets, ...own };
    for (const secret of Object.values(secrets)) this.#mask.add(secret);
    const repositories = await this.#folder.unpack(world, gathered, local);
    const github = githubEnvironment(run, this.#repository, this.#event, world.urls, triggeringActor);
    const variables = { ...this.#repository.variables, ...local.variables };
    await this.#folder.writeInputs({ event: this.#event.payload, secrets, variables, github });
    if (this.#killed) return 'SIGKILL';
    run.status = 'in_progress';
    this.#parts.changed();
    const command = {
      act: tools.act,
      folder: this.#folder.work,
      event: run.event,
      actor: run.actor,
      workflow: run.path,
      labels: runnerLabels(local),
      repositories,
      env: this.#processEnvironment(),
    };
    return runAct(command, (line) => this.#onLine(line));
  }

  #processEnvironment(): Record<string, string> {
    const { tools } = this.#parts;
    const path = [dirname(process.execPath), ...tools.path, process.env['PATH'] ?? ''].join(':');
    const { home } = this.#folder;
    return {
      LANG: 'C.UTF-8',
      // act gives steps a terminal, which runners do not have; git would ask there for a password.
      GIT_TERMINAL_PROMPT: '0',
      ...tools.env,
      PATH: path,
      HOME: home,
      XDG_CACHE_HOME: `${home}/.cache`,
      [markVariable]: this.mark,
    };
  }

  #onLine(text: string): void {
    const line = parseActLine(text);
    if (line.command === 'add-mask' && line.arg) this.#mask.add(line.arg);
    const job = jobOfLine(line, this.#run.jobs);
    if (job) this.#advance(job, () => readLine(line, job));
    const shown = readable(line, job);
    const masked = shown === undefined ? undefined : this.#mask.apply(shown);
    if (masked !== shown) this.#run.maskedLines += 1;
    if (masked !== undefined) appendFileSync(this.#folder.log, `${masked}\n`);
    this.#parts.changed(masked);
  }

  #advance(job: JobRecord, read: () => boolean): void {
    const waiting = job.status === 'queued';
    const ended = read();
    const local = this.#jobs.find((one) => one.key === job.name);
    if (waiting && job.status !== 'queued' && local?.recordsDeployment)
      this.#deployments.set(
        job.name,
        recordEnvironmentDeployment(this.#parts.world.store, this.#repository, this.#run, local),
      );
    if (ended) this.#jobEnded(job);
  }

  #jobEnded(job: JobRecord): void {
    this.#parts.tokens.revoke(this.mark, job.name);
    this.#deployments.get(job.name)?.(job.conclusion === 'success');
    this.#deployments.delete(job.name);
    this.#parts.jobEnded(job.name);
  }

  async #conclude(exit: number | NodeJS.Signals): Promise<void> {
    const results = await this.#folder.results();
    const died = this.#killed || typeof exit === 'string';
    for (const job of this.#run.jobs) {
      const result = results.get(job.name);
      job.outputs = (result?.result !== 'skipped' && result?.outputs) || {};
      if (job.status !== 'completed') endJob(job, died, result?.result);
      this.#jobEnded(job);
      if (job.summary !== '') await this.#folder.writeSummary(job.name, job.summary);
    }
    const failed = exit !== 0 || this.#run.jobs.some((job) => job.conclusion === 'failure');
    if (died) return this.#finish('failure', 'The runner died before the run was over.');
    return this.#finish(failed ? 'failure' : 'success', '');
  }

  async #finish(conclusion: Conclusion, message: string): Promise<void> {
    this.#parts.tokens.revoke(this.mark);
    killMarked(this.mark);
    await this.#folder.removeSecrets();
    Object.assign(this.#run, { status: 'completed', conclusion, message, completedAt: now() });
    if (message !== '') appendFileSync(this.#folder.log, `${this.#mask.apply(message)}\n`);
    this.#parts.changed(message === '' ? undefined : message);
  }
}

function newJob(job: LocalJob): JobRecord {
  const { id, key: name, environment, permissions } = job;
  const empty = { outputs: {}, summary: '', annotations: [], steps: [] };
  return { id, name, environment, permissions, status: 'queued', conclusion: undefined, ...empty };
}

/** A job of which act told no end: cut off with its runner, never begun, or skipped. */
function endJob(job: JobRecord, died: boolean, result: string | undefined): void {
  const begun = job.status === 'in_progress';
  job.status = 'completed';
  if (result !== undefined) job.conclusion = result as Conclusion;
  else if (died) job.conclusion = begun ? 'failure' : 'cancelled';
  else job.conclusion = begun ? 'failure' : 'skipped';
  if (died && begun)
    job.annotations.push({ level: 'error', message: 'The runner died while this job was running.' });
}

function runnerLabels(local: LocalRun): string[] {
  const labels = new Set(['ubuntu-latest']);
  for (const { content } of local.files)
    for (const job of Object.values((content['jobs'] ?? {}) as Record<string, Yaml>))
      for (const label of [job['runs-on']].flat())
        if (typeof label === 'string' && !label.includes('${{')) labels.add(label);
  return [...labels];
}

export function parseWorkflow(text: string): Yaml {
  return (parse(text) ?? {}) as Yaml;
}
