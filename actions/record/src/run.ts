import {
  type Annotation,
  type Clock,
  type Config,
  type ContractInputs,
  type Files,
  type GitHubClient,
  type Log,
  loadConfig,
  type Report,
  type RunContext,
} from '@workaday/core';
import { applyRecord, type Written } from './apply.ts';
import { Attempts } from './attempts.ts';
import type { contract } from './contract.ts';
import type { Ending } from './ending.ts';
import { readFacts } from './facts.ts';
import type { Happening } from './issue-text.ts';
import { type Plan, planRecord } from './plan.ts';
import { endingsOf } from './staging.ts';
import { readStaging } from './staging-deployment.ts';
import { plannedSentences, recordSummary } from './summary.ts';

export interface Ports {
  files: Files;
  github: GitHubClient;
  clock: Clock;
  context: RunContext;
  log: Log;
}

type Inputs = ContractInputs<typeof contract>;

/** Facts → plan → apply → report, for one deployment that came to its end. */
export async function record(inputs: Inputs, ports: Ports): Promise<Report<typeof contract>> {
  const { context, github, log } = ports;
  const config = await loadConfig(ports.files, { path: inputs.config, repository: context.repository });
  const { ending, staging } = answersOf(inputs);
  const happening = happeningOf(inputs, ending, config, ports);
  const attempts = new Attempts();
  const subject = { ...happening, githubReleases: inputs['github-releases'], runId: context.runId };
  const facts = await readFacts(github, subject, attempts);
  const plan = planRecord(ending, happening, inputs.notes, facts);
  const first = staging && (await stagingOf(staging, inputs, happening, ports, attempts));
  for (const sentence of plannedSentences(plan, first))
    log.line(inputs['dry-run'] ? `would write: ${sentence}` : sentence);
  const written = inputs['dry-run']
    ? nothing
    : await applyRecord(github, plan, facts, writingOf(inputs, inputs.url, happening, ports), attempts);
  if (!inputs['dry-run']) await first?.write();
  const outputs = outputsOf(ending, happening, written);
  attempts.settle(outputs);
  return {
    outcome: 'recorded',
    reason: inputs['dry-run'] ? 'dry-run' : 'ok',
    message: `${happening.version} in ${happening.environment} is recorded as ${ending.state}`,
    outputs,
    annotations: warningsOf(plan),
    summary: recordSummary(ending, happening, plan, inputs.images, first),
  };
}

const nothing: Written = { deployment: undefined, releases: new Map(), issue: undefined };

function outputsOf(ending: Ending, { tag }: Happening, { deployment, issue, releases }: Written) {
  const [first = ''] = releases.values();
  return {
    state: ending.state,
    deployment: String(deployment ?? ''),
    'release-url': releases.get(tag) ?? first,
    issue: String(issue ?? ''),
  };
}

function warningsOf(plan: Plan): Annotation[] {
  const warnings = plan.releases.filter((step) => step.how === 'warn');
  return warnings.map(({ tag, what }) => ({
    level: 'warning',
    title: `GitHub Release ${tag}`,
    message: `${tag}: ${what}.`,
  }));
}

function answersOf(inputs: Inputs) {
  return endingsOf(
    [
      { step: 'deploy', outcome: inputs['deploy-outcome'], reason: inputs['deploy-reason'] },
      { step: 'smoke-test', outcome: inputs['smoke-outcome'], reason: inputs['smoke-reason'] },
      { step: 'settle', outcome: inputs['settle-outcome'], reason: inputs['settle-reason'] },
    ],
    {
      environment: inputs['staging-environment'],
      outcome: inputs['staging-outcome'],
      reason: inputs['staging-reason'],
    },
  );
}

function stagingOf(ending: Ending, inputs: Inputs, after: Happening, ports: Ports, attempts: Attempts) {
  const environment = inputs['staging-environment'];
  const happening = { ...after, environment, release: inputs['staging-release'], restoredRelease: '' };
  const subject = { ...happening, githubReleases: [], runId: ports.context.runId };
  const writing = writingOf(inputs, inputs['staging-url'], happening, ports);
  return readStaging(ports.github, { ending, happening }, subject, writing, attempts);
}

function happeningOf(inputs: Inputs, ending: Ending, config: Config, ports: Ports): Happening {
  const { context, clock } = ports;
  return {
    app: inputs.app || config.app,
    environment: inputs.environment,
    version: inputs.version,
    tag: inputs.tag,
    commit: context.sha,
    release: inputs.release,
    // What was restored where the release was stopped is not of this environment.
    restoredRelease: ending.state === 'stopped' ? '' : inputs['restored-release'],
    actor: context.actor,
    runUrl: context.runUrl,
    at: new Date(clock.now()).toISOString(),
  };
}

function writingOf(inputs: Inputs, url: string, happening: Happening, { context }: Ports) {
  return {
    environment: happening.environment,
    commit: happening.commit,
    url,
    runUrl: happening.runUrl,
    payload: {
      workaday: { app: happening.app, release: happening.release, run: context.runId },
      version: happening.version,
      images: inputs.images.join('\n'),
    },
  };
}
