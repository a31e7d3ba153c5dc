import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { Failure } from '@workaday/core';
import { githubClient, nodeExec, nodeFiles, nodeHttp } from '@workaday/core/node';
import type { Answer } from '../answer.ts';
import type { DoctorArguments } from '../arguments.ts';
import { type GitFacts, type Origin, readGit } from '../origin.ts';
import { usageFailure } from '../usage.ts';
import { judge } from './checks/all.ts';
import { peopleOf } from './checks/rights.ts';
import type { DoctorFacts } from './facts.ts';
import { notKnown } from './finding.ts';
import { readConfig, readImages, readManifests, readWorkflows } from './read-files.ts';
import { type GitHubAnswers, readGitHub, withoutGitHub } from './read-github.ts';
import { askCluster, askRegistry } from './read-outside.ts';
import { countOf, doctorText } from './tell.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads what there is to know, judges it, and tells. */
export async function runDoctor(args: DoctorArguments, env: Environment): Promise<Answer> {
  const findings = judge(await readFacts(args, env));
  const count = countOf(findings);
  return {
    text: doctorText(findings),
    json: { command: 'doctor', ok: count.problem === 0, count, findings },
    exitCode: count.problem > 0 ? 1 : 0,
  };
}

async function readFacts(args: DoctorArguments, env: Environment): Promise<DoctorFacts> {
  const root = resolve(args.dir);
  if (args.kubeconfig !== undefined && !existsSync(args.kubeconfig))
    throw usageFailure([`--kubeconfig names ${args.kubeconfig}, which does not exist`]);
  const files = nodeFiles(root);
  const [git, workflows] = await Promise.all([readGit(root, nodeExec), readWorkflows(files)]);
  const repository =
    git?.origin === undefined ? `your-org/${basename(root)}` : `${git.origin.owner}/${git.origin.name}`;
  const first = await readConfig(files, repository, undefined);
  const { github, defaultBranch } = await askGitHub(args, env, git, first);
  const registry = github.variables.known ? github.variables.value['WORKADAY_REGISTRY'] : undefined;
  const config = await readConfig(files, repository, registry);
  const broken = config instanceof Failure;
  const { facts: manifests, manifests: objects } = broken
    ? { facts: { folder: undefined }, manifests: [] }
    : await readManifests(files, root, config, args.environment);
  const host = (broken ? registry : config.services[0]?.image.split('/')[0]) ?? 'ghcr.io';
  const offline = notKnown('Nothing outside was asked, as --offline says.', 'Leave --offline out.');
  return {
    git,
    environment: args.environment,
    defaultBranch: defaultBranch ?? git?.defaultBranch ?? 'main',
    workflows,
    config,
    images: broken ? [] : await readImages(files, config),
    manifests,
    github,
    registry: args.offline ? { host, status: offline } : await askRegistry(host, nodeHttp),
    cluster: args.offline
      ? offline
      : await clusterOf(args.kubeconfig ?? env['KUBECONFIG'] ?? '', async (kubeconfig) =>
          broken
            ? notKnown(
                'workaday.yml has errors, so that the namespace is not known.',
                'Correct workaday.yml.',
              )
            : askCluster(kubeconfig, config, args.environment, objects),
        ),
  };
}

async function askGitHub(
  { offline, environment }: DoctorArguments,
  env: Environment,
  git: GitFacts | undefined,
  config: DoctorFacts['config'],
): Promise<GitHubAnswers> {
  const none = (why: string, next: string) => ({
    github: withoutGitHub(why, next),
    defaultBranch: undefined,
  });
  if (offline) return none('Nothing outside was asked, as --offline says.', 'Leave --offline out.');
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

function clusterOf(
  kubeconfig: string,
  ask: (kubeconfig: string) => Promise<DoctorFacts['cluster']>,
): Promise<DoctorFacts['cluster']> | DoctorFacts['cluster'] {
  if (kubeconfig !== '') return ask(kubeconfig);
  return notKnown(
    'There is no credential to ask it with.',
    'Set KUBECONFIG, or name the credential of the deployer with --kubeconfig FILE (examples/foundation/credential.sh of workaday makes it).',
  );
}
