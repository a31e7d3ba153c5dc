import { type Annotation, type Config, Failure, loadConfig, type RunContext } from '@workaday/core';
import { applyRecord, type Writing, type Written } from './apply.ts';
import { Attempts } from './attempts.ts';
import type { Inputs, RecordReport } from './contract.ts';
import type { Ending } from './ending.ts';
import { readFacts } from './facts.ts';
import type { Happening } from './issue-text.ts';
import type { DeploymentPayload } from './payload.ts';
import { plainLine } from './plain-line.ts';
import { type Plan, planRecord } from './plan.ts';
import { nothingWritten, type Ports } from './ports.ts';
import { recordRollback } from './rollback/run.ts';
import { endingsOf } from './staging.ts';
import { readStaging } from './staging-deployment.ts';
import { plannedSentences, recordSummary } from './summary.ts';

/** Writes down what is missing at GitHub, of a deployment or of a rollback by hand. */
export async function record(inputs: Inputs, ports: Ports): Promise<RecordReport> {
  const at = new Date(ports.clock.now()).toISOString();
  return inputs.task === 'rollback' ? recordRollback(inputs, ports, at) : recordDeploy(inputs, ports, at);
}

/** Facts → plan → apply → report, for one deployment that came to its end. */
async function recordDeploy(inputs: Inputs, ports: Ports, at: string): Promise<RecordReport> {
  requireVersion(inputs);
  const { context, github, log } = ports;
  const config = await loadConfig(ports.files, { path: inputs.config, repository: context.repository });
  const { ending, staging } = answersOf(inputs);
  const happening = happeningOf(inputs, ending, config, ports.context, at);
  const attempts = new Attempts();
  const subject = { ...happening, githubReleases: inputs['github-releases'], runId: context.runId };
  const own = { url: inputs.url, tag: inputs.tag, githubReleases: inputs['github-releases'] };
  const facts = await readFacts(github, subject, attempts);
  const plan = planRecord(ending, happening, inputs.notes, facts);
  const first = staging && (await stagingOf(staging, inputs, happening, ports, attempts));
  for (const sentence of plannedSentences(plan, first))
    log.line(inputs['dry-run'] ? `would write: ${sentence}` : sentence);
  const written = inputs['dry-run']
    ? nothingWritten
    : await applyRecord(github, plan, facts, writingOf(inputs, happening, ports, own), attempts);
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

function requireVersion({ version }: Inputs): void {
  if (version !== '') return;
  throw new Failure({
    reason: 'bad-input',
    what: 'input version is empty, expected the version that was deployed, such as 1.4.2',
    next: 'Add `version: ${{ needs.version.outputs.version }}` to the `with:` block of this step.',
  });
}

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
  const happening = {
    ...after,
    environment,
    release: inputs['staging-release'],
    restoredRelease: '',
    frozenUntil: '',
  };
  const subject = { ...happening, githubReleases: [], runId: ports.context.runId };
  // The GitHub Releases are about the environment that comes after it.
  const own = { url: inputs['staging-url'], tag: '', githubReleases: [] };
  const writing = writingOf(inputs, happening, ports, own);
  return readStaging(ports.github, { ending, happening }, subject, writing, attempts);
}

function happeningOf(
  inputs: Inputs,
  ending: Ending,
  config: Config,
  context: RunContext,
  at: string,
): Happening {
  return {
    app: inputs.app || config.app,
    environment: inputs.environment,
    version: inputs.version,
    tag: inputs.tag,
    commit: context.sha,
    release: inputs.release,
    // What was restored where the release was stopped is not of this environment.
    restoredRelease: ending.state === 'stopped' ? '' : inputs['restored-release'],
    frozenUntil: ending.state === 'stopped' ? '' : inputs['frozen-until'],
    actor: context.actor,
    runUrl: context.runUrl,
    at,
  };
}

/** What a Deployment says of its environment. */
type Own = Pick<Writing, 'url'> & Pick<DeploymentPayload, 'tag' | 'githubReleases'>;

function writingOf(inputs: Inputs, happening: Happening, { context }: Ports, own: Own): Writing {
  const { release, version } = happening;
  const glass = inputs['broken-glass'];
  return {
    task: 'deploy',
    environment: happening.environment,
    commit: happening.commit,
    description: descriptionOf(release === '' ? version : `release ${release} (${version})`, glass),
    url: own.url,
    runUrl: happening.runUrl,
    payload: {
      workaday: { app: happening.app, release, run: context.runId },
      version,
      images: inputs.images.join('\n'),
      ...(glass === '' ? {} : { brokenGlass: glass }),
      // A rollback by hand knows the version, and finds its GitHub Releases here.
      tag: own.tag ?? '',
      githubReleases: own.githubReleases ?? [],
    },
  };
}

function descriptionOf(what: string, glass: string): string {
  return plainLine(glass === '' ? what : `${what}, the glass broken by ${glass}`);
}
