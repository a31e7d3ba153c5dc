import {
  type ContractInputs,
  type Exec,
  Failure,
  type Files,
  type GitHubClient,
  type Log,
  loadConfig,
  type Report,
  type RunContext,
  type ServiceConfig,
} from '@workaday/core';
import { createTag, fetchTags } from './claim.ts';
import type { contract } from './contract.ts';
import { readCommit, readLine, serviceOfTag } from './facts.ts';
import { type Git, gitIn, withToken } from './git.ts';
import { appVersion, outputsOf } from './outcome.ts';
import { type LinePlan, planLine } from './plan.ts';
import { chosenServices } from './services.ts';
import { causeOf, versionSummary } from './summary.ts';

export interface Ports {
  exec: Exec;
  files: Files;
  log: Log;
  env: Readonly<Record<string, string | undefined>>;
  context: RunContext;
  /** Asked for only when a tag is created, so that a dry run needs no token. */
  github: () => GitHubClient;
}

type Inputs = ContractInputs<typeof contract>;

/** Each lost race means that another run got its version; this many in one run's time is something else. */
const attempts = 12;

/** Facts → plan → claim → report. A claim lost to another run starts again from the facts. */
export async function version(inputs: Inputs, ports: Ports): Promise<Report<typeof contract>> {
  const { context, log } = ports;
  const config = await loadConfig(ports.files, { path: inputs.config, repository: context.repository });
  const services = chosenServices(config.services, inputs.service, inputs['tag-prefix']);
  const git = gitIn(ports.exec, context.workspace, ports.env);
  const sha = await readCommit(git, context.sha);
  const created = new Set<string>();
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const plans = await planAll(git, sha, services, context.ref, inputs['initial-version']);
    if (inputs['dry-run']) return report(plans, created, inputs, ports);
    const lost = await claim(plans, created, ports);
    if (lost === undefined) return report(plans, created, inputs, ports);
    log.line(`${lost} was taken by another run; reading the tags again`);
    await fetchTags(
      [
        git,
        gitIn(ports.exec, context.workspace, withToken(ports.env, context.serverUrl, inputs['github-token'])),
      ],
      services.map((service) => service.tagPrefix),
    );
  }
  throw new Failure({
    reason: 'tag-contended',
    what: `every version was taken by another run, ${attempts} times in a row`,
    next: 'Run the job again. If no other run is at work, a tag exists on GitHub that the checkout cannot fetch.',
  });
}

async function planAll(
  git: Git,
  sha: string,
  services: readonly ServiceConfig[],
  ref: string,
  initialVersion: string,
): Promise<LinePlan[]> {
  const started = { ref, service: serviceOfTag(ref, services) };
  const facts = await Promise.all(services.map((service) => readLine(git, sha, service, started)));
  return facts.map((line) => planLine(line, initialVersion));
}

/** Creates the tags of all releases; the name that another run took, if one did. */
async function claim(
  plans: readonly LinePlan[],
  created: Set<string>,
  ports: Ports,
): Promise<string | undefined> {
  if (appVersion(plans).outcome === 'superseded') return undefined;
  for (const plan of plans.filter((each) => each.outcome === 'released')) {
    if ((await createTag(ports.github(), plan.tag, plan.sha)) === 'taken') return plan.tag;
    created.add(plan.tag);
    ports.log.line(`created the tag ${plan.tag} at ${plan.sha.slice(0, 7)}`);
  }
  return undefined;
}

const reasons = {
  released: 'ok',
  'already-released': 'already-tagged',
  unreleased: 'nothing-to-release',
  superseded: 'newer-version',
} as const;

function report(
  planned: readonly LinePlan[],
  created: ReadonlySet<string>,
  inputs: Inputs,
  { context, log }: Ports,
): Report<typeof contract> {
  // A tag of this run's own earlier attempt is this run's release.
  const plans = planned.map((plan) =>
    created.has(plan.tag) ? { ...plan, outcome: 'released' as const } : plan,
  );
  const links = { repositoryUrl: `${context.serverUrl}/${context.repository}` };
  const { outcome } = appVersion(plans);
  const dryRun = inputs['dry-run'];
  for (const plan of plans) log.line(`${plan.service}: ${messageOf(plan)}`);
  const event = outcome === 'already-released' && context.ref.startsWith('refs/tags/');
  return {
    outcome,
    reason: dryRun ? 'dry-run' : event ? 'tag-event' : reasons[outcome],
    message: plans
      .map((plan) => (plans.length === 1 ? '' : `${plan.service}: `) + messageOf(plan))
      .join('; '),
    outputs: outputsOf(plans, links),
    summary: versionSummary(plans, links, dryRun),
  };
}

function messageOf(plan: LinePlan): string {
  if (plan.newer) return `${plan.newer.name} contains this commit and was released first`;
  const cause = causeOf(plan);
  const why = cause
    ? `${plan.bump}, by ${cause.sha.slice(0, 7)} ${cause.read.header.slice(0, 100)}`
    : 'nothing to release';
  return `${plan.version} (${plan.previous ? `after ${plan.previous.name}` : 'the first'}; ${why})`;
}
