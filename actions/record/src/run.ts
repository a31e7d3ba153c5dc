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
import { type Ending, endingOf } from './ending.ts';
import { readFacts } from './facts.ts';
import type { Happening } from './issue-text.ts';
import { type Plan, planRecord } from './plan.ts';
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
  const ending = endingOf([
    { step: 'deploy', outcome: inputs['deploy-outcome'], reason: inputs['deploy-reason'] },
    { step: 'smoke-test', outcome: inputs['smoke-outcome'], reason: inputs['smoke-reason'] },
    { step: 'settle', outcome: inputs['settle-outcome'], reason: inputs['settle-reason'] },
  ]);
  const happening = happeningOf(inputs, config, ports);
  const attempts = new Attempts();
  const subject = { ...happening, githubReleases: inputs['github-releases'], runId: context.runId };
  const facts = await readFacts(github, subject, attempts);
  const plan = planRecord(ending, happening, inputs.notes, facts);
  for (const sentence of plannedSentences(plan))
    log.line(inputs['dry-run'] ? `would write: ${sentence}` : sentence);
  const written = inputs['dry-run']
    ? nothing
    : await applyRecord(github, plan, facts, writingOf(inputs, happening, ports), attempts);
  const outputs = outputsOf(ending, happening, written);
  attempts.settle(outputs);
  return {
    outcome: 'recorded',
    reason: inputs['dry-run'] ? 'dry-run' : 'ok',
    message: `${happening.version} in ${happening.environment} is recorded as ${ending.state}`,
    outputs,
    annotations: warningsOf(plan),
    summary: recordSummary(ending, happening, plan, inputs.images),
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

function happeningOf(inputs: Inputs, config: Config, { context, clock }: Ports): Happening {
  return {
    app: inputs.app || config.app,
    environment: inputs.environment,
    version: inputs.version,
    tag: inputs.tag,
    commit: context.sha,
    release: inputs.release,
    restoredRelease: inputs['restored-release'],
    actor: context.actor,
    runUrl: context.runUrl,
    at: new Date(clock.now()).toISOString(),
  };
}

function writingOf(inputs: Inputs, happening: Happening, { context }: Ports) {
  return {
    environment: happening.environment,
    commit: happening.commit,
    url: inputs.url,
    runUrl: happening.runUrl,
    payload: {
      workaday: { app: happening.app, release: happening.release, run: context.runId },
      version: happening.version,
      images: inputs.images.join('\n'),
    },
  };
}
