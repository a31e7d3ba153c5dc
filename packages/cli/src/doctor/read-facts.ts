import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { Failure } from '@workaday/core';
import { githubClient, nodeExec, nodeFiles, nodeHttp } from '@workaday/core/node';
import type { DoctorArguments } from '../arguments.ts';
import { type GitFacts, type Origin, readGit } from '../origin.ts';
import { usageFailure } from '../usage.ts';
import { peopleOf } from './checks/rights.ts';
import type { DoctorFacts } from './facts.ts';
import { notKnown } from './finding.ts';
import { type LoadedManifests, readConfig, readImages, readManifests, readWorkflows } from './read-files.ts';
import { type GitHubAnswers, readGitHub, withoutGitHub } from './read-github.ts';
import { askCluster, askRegistry } from './read-outside.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const offline = notKnown('Nothing outside was asked, as --offline says.', 'Leave --offline out.');

/** Reads everything that the checks judge: the files first, then who can be asked. */
export async function readFacts(args: DoctorArguments, env: Environment): Promise<DoctorFacts> {
  if (args.kubeconfig !== undefined && !existsSync(args.kubeconfig))
    throw usageFailure([`--kubeconfig names ${args.kubeconfig}, which does not exist`]);
  const root = resolve(args.dir);
  const files = nodeFiles(root);
  const [git, workflows] = await Promise.all([readGit(root, nodeExec), readWorkflows(files)]);
  const repository =
    git?.origin === undefined ? `your-org/${basename(root)}` : `${git.origin.owner}/${git.origin.name}`;
  const written = await readConfig(files, repository, undefined);
  const { github, defaultBranch } = await askGitHub(args, env, git, written);
  const variable = github.variables.known ? github.variables.value['WORKADAY_REGISTRY'] : undefined;
  const config = await readConfig(files, repository, variable);
  const loaded = await manifestsOf(files, root, config, args.environment);
  const host = registryOf(config, variable);
  return {
    git,
    environment: args.environment,
    defaultBranch: defaultBranch ?? git?.defaultBranch ?? 'main',
    workflows,
    config,
    images: config instanceof Failure ? [] : await readImages(files, config),
    manifests: loaded.facts,
    github,
    registry: args.offline ? { host, status: offline } : await askRegistry(host, nodeHttp),
    cluster: await clusterOf(args, env, config, loaded),
  };
}

type Written = DoctorFacts['config'];

function registryOf(config: Written, variable: string | undefined): string {
  const named = config instanceof Failure ? variable : config.services[0]?.image.split('/')[0];
  return named ?? 'ghcr.io';
}

async function manifestsOf(
  files: ReturnType<typeof nodeFiles>,
  root: string,
  config: Written,
  environment: string,
): Promise<LoadedManifests> {
  if (config instanceof Failure) return { facts: { folder: undefined }, manifests: [] };
  return readManifests(files, root, config, environment);
}

async function askGitHub(
  { offline: alone, environment }: DoctorArguments,
  env: Environment,
  git: GitFacts | undefined,
  config: Written,
): Promise<GitHubAnswers> {
  const none = (why: string, next: string) => ({
    github: withoutGitHub(why, next),
    defaultBranch: undefined,
  });
  if (alone) return none(offline.why, offline.next);
  if (git?.origin === undefined)
    return none('There is no remote `origin` that would name the repository.', 'Add the remote.');
  const token = env['GITHUB_TOKEN'] || env['GH_TOKEN'] || '';
  if (token === '')
    return none(
      'There is no token to ask GitHub with.',
      'Set GITHUB_TOKEN or GH_TOKEN, for example `GH_TOKEN=$(gh auth token) npx @workaday/cli doctor`.',
    );
  const { owner, name } = git.origin;
  const client = await githubClient(token, { apiUrl: apiUrl(git.origin, env), owner, name });
  const rights = config instanceof Failure ? undefined : config.environments[environment]?.rights;
  return readGitHub(client, environment, rights === undefined ? [] : peopleOf(rights));
}

/** Where the server of the remote has its API. */
function apiUrl({ host }: Origin, env: Environment): string {
  if (env['GITHUB_API_URL']) return env['GITHUB_API_URL'];
  return /^(www\.|ssh\.)?github\.com$/i.test(host) ? 'https://api.github.com' : `https://${host}/api/v3`;
}

async function clusterOf(
  args: DoctorArguments,
  env: Environment,
  config: Written,
  { manifests }: LoadedManifests,
): Promise<DoctorFacts['cluster']> {
  if (args.offline) return offline;
  if (config instanceof Failure)
    return notKnown('workaday.yml has errors, so that the namespace is not known.', 'Correct workaday.yml.');
  const kubeconfig = args.kubeconfig ?? env['KUBECONFIG'] ?? '';
  if (kubeconfig !== '') return askCluster(kubeconfig, config, args.environment, manifests);
  return notKnown(
    'There is no credential to ask it with.',
    'Set KUBECONFIG, or name the credential of the deployer with --kubeconfig FILE (examples/foundation/credential.sh of workaday makes it).',
  );
}
