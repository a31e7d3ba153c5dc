import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '@workaday/testbed';
import type { DockerPlace } from '../build/contestant.ts';
import type { Commit } from '../build/example-app.ts';
import type { Both, Release } from './app.ts';

/** Where a workflow builds and what it names its images. */
export interface BuildJob {
  docker: DockerPlace;
  /** `HOST/OWNER/NAME` */
  repository: string;
}

/**
 * The steps of a usual workflow: check the commit out, build its Dockerfile, push; answers the image by digest.
 * @param folder that of the job, which does not exist yet
 */
export async function buildAndPush(
  { checkout: origin, sha, version }: Commit,
  { docker, repository }: BuildJob,
  folder: string,
): Promise<string> {
  const checkout = join(folder, 'checkout');
  mkdirSync(checkout, { recursive: true });
  const git = (...args: string[]) => run('git', ['-C', checkout, ...args]);
  await git('init', '--quiet');
  await git('fetch', '--quiet', '--no-tags', '--depth=1', `file://${origin}`, sha);
  await git('checkout', '--quiet', '--force', sha);
  const metadata = join(folder, 'metadata.json');
  const [from, to] = [`--builder=${docker.builder}`, `--tag=${repository}:${version}`];
  await run(
    'docker',
    ['buildx', 'build', from, '--progress=plain', to, '--push', `--metadata-file=${metadata}`, '.'],
    { cwd: checkout, env: docker.env },
  );
  return `${repository}@${digestIn(readFileSync(metadata, 'utf8'))}`;
}

/** As the runs of both merges did it. */
export async function buildBoth(
  { good, bad }: Both<Commit>,
  job: BuildJob,
  folder: string,
): Promise<Both<Release>> {
  const built = async (commit: Commit) => {
    const image = await buildAndPush(commit, job, join(folder, commit.version));
    return { ...commit, image };
  };
  return { good: await built(good), bad: await built(bad) };
}

/** @param metadata what buildx writes of a build, as JSON */
export function digestIn(metadata: string): string {
  const digest = (JSON.parse(metadata) as Record<string, unknown>)['containerimage.digest'];
  if (typeof digest !== 'string') throw new Error(`buildx names no digest: ${metadata.slice(0, 500)}`);
  return digest;
}
