import {
  type ContractInputs,
  type Exec,
  Failure,
  type Files,
  type GitHubClient,
  type Log,
  loadConfig,
  type PullRequest,
  type Report,
  type RunContext,
  type ServiceConfig,
  startOf,
} from '@workaday/core';
import semver from 'semver';
import { bumpRules } from './changes/bump.ts';
import { claimsOf, withoutTag } from './claim.ts';
import type { contract } from './contract.ts';
import { type Decision, decide, type Situation } from './decide.ts';
import { gitIn, withToken } from './history/git.ts';
import { pushClaims } from './history/origin.ts';
import type { LinePlan } from './line/line-plan.ts';
import { appVersion } from './outcome.ts';
import { readAgain } from './read-places.ts';
import {
  completeReleases,
  type FoundReleases,
  type KnownReleases,
  noReleases,
  readReleases,
  unverifiedTags,
} from './releases.ts';
import { reportOf } from './report.ts';
import { chosenServices, refuseSharedPrefixes } from './services.ts';
import { messageOf } from './telling/cause.ts';
import { releaseNotes } from './telling/notes.ts';

export interface Ports {
  exec: Exec;
  files: Files;
  log: Log;
  env: Readonly<Record<string, string | undefined>>;
  context: RunContext;
  /** The pull request that started the run. */
  pullRequest: PullRequest | undefined;
  /** JSON of the event that started the run; undefined when there is none. */
  event: string | undefined;
  /** Asked for only with a token, so that a dry run needs none. */
  github: () => Promise<GitHubClient>;
}

type Inputs = ContractInputs<typeof contract>;

/** Each lost race means that another run got its version; this many in one run's time is something else. */
const attempts = 12;

/** Facts → plan → claim → report. A claim lost to another run starts again from the facts. */
export async function version(inputs: Inputs, ports: Ports): Promise<Report<typeof contract>> {
  refuseReleaseOfPullRequest(inputs, ports.context);
  const situation = await situationOf(inputs, ports);
  let seen: ReadonlySet<string> | undefined;
  let doubted = '';
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const decision = await decide(situation, seen);
    const claims = inputs['dry-run'] ? [] : claimsOf(decision);
    const doubtful = withoutTag(claims);
    if (doubtful === doubted && (await pushClaims(situation.origin, claims)) === 'claimed') {
      // Who released this commit meanwhile made its draft, too.
      const known = seen && claims.length === 0 ? await readReleases(ports.github) : await situation.known;
      return await report(decision, { ...situation, known }, inputs, ports);
    }
    doubted = doubtful;
    ports.log.line('another run released first; reading the tags again');
    const refs = claims.map(({ ref }) => ref);
    await readAgain(situation.git, situation.origin, situation.question, refs);
    seen ??= new Set(decision.facts.refs.tags.map((tag) => tag.name));
  }
  throw new Failure({
    reason: 'tag-contended',
    what: `every version was taken by another run, ${attempts} times in a row`,
    next: 'Run the job again. If no other run is at work, a tag exists on GitHub that the checkout cannot fetch.',
  });
}

/** What GitHub merges to be tried: of a pull request, or in a merge queue. */
const testMerge = /^refs\/(pull|heads\/gh-readonly-queue)\//;

function refuseReleaseOfPullRequest(inputs: Inputs, { ref }: RunContext): void {
  if (inputs['dry-run'] || !testMerge.test(ref)) return;
  throw new Failure({
    reason: 'pull-request',
    what: `the run is of ${ref}, a test merge of GitHub’s`,
    why: 'A tag on it would name a commit that may never be on a branch.',
    next: 'Add `dry-run: true` to see what merging would release, or run this on pushes to the default branch.',
  });
}

interface Surroundings extends Situation {
  known: Promise<KnownReleases>;
  /** The environment that a release passes first; empty when there is none. */
  staging: string;
}

async function situationOf(inputs: Inputs, ports: Ports): Promise<Surroundings> {
  const { context, env, exec } = ports;
  const dryRun = inputs['dry-run'];
  const token = inputs['github-token'];
  const config = await loadConfig(ports.files, { path: inputs.config, repository: context.repository });
  const services = chosenServices(config.services, inputs.service, inputs['tag-prefix']);
  refuseSharedPrefixes(services);
  if (inputs['only-deployable'] && !dryRun) requireDeployable(ports, config.services);
  // GitHub is asked while Git reads: neither needs the other to begin.
  const known = readReleases(dryRun && token === '' ? undefined : ports.github);
  return {
    git: gitIn(exec, context.workspace, env),
    origin: gitIn(exec, context.workspace, withToken(env, context.serverUrl, token)),
    question: {
      sha: context.sha,
      ref: context.ref,
      services,
      files: ports.files,
      unverified: known.then(({ list }) => unverifiedTags(list)),
      dryRun,
    },
    app: { services: config.services, repository: context.repository },
    policy: {
      rules: bumpRules(inputs['bump-rules']),
      initialVersion: inputs['initial-version'],
      preMajor: inputs['pre-1-0'],
    },
    pullRequest: ports.pullRequest,
    known,
    staging: config.staging === inputs.environment ? '' : (config.staging ?? ''),
  };
}

/** Before a tag names a commit that nobody may deploy. */
function requireDeployable({ context, event }: Ports, services: readonly ServiceConfig[]): void {
  const prefixes = services.map(({ tagPrefix }) => tagPrefix);
  startOf(context, event === undefined ? undefined : JSON.parse(event), prefixes);
}

async function report(
  decision: Decision,
  { known, staging }: { known: KnownReleases; staging: string },
  inputs: Inputs,
  ports: Ports,
) {
  const { plans } = decision;
  for (const plan of plans) ports.log.line(`${plan.service}: ${messageOf(plan)}`);
  const dryRun = inputs['dry-run'];
  const { outcome } = appVersion(plans);
  const stands = !dryRun && (outcome === 'released' || outcome === 'already-released');
  const found = stands ? await draftReleases(plans, known, ports) : noReleases;
  const problems = [...known.problems, ...decision.facts.problems];
  return reportOf({ ...decision, problems, dryRun, found, staging }, ports.context);
}

/** The GitHub Release of every tag that the commit carries now. */
function draftReleases(
  plans: readonly LinePlan[],
  known: KnownReleases,
  { context, github }: Ports,
): Promise<FoundReleases> {
  const wanted = plans
    .filter((plan) => plan.tag !== '')
    .map((plan) => ({
      tag: plan.tag,
      isNew: plan.outcome === 'released',
      notes: releaseNotes(plan, context),
      prerelease: semver.prerelease(plan.version) !== null,
    }));
  return completeReleases(github, wanted, known);
}
