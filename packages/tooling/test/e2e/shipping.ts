import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Release } from '@workaday/kubernetes';
import { run, type TestbedDescription } from '@workaday/testbed';
import type { Change } from '../../src/demo/app-repository.ts';
import { jobOf, type Run } from '../../src/demo/merge.ts';
import { type Stage, setStage } from '../../src/demo/stage.ts';

/** An app on its stage, and what the tests ask about it. */
export interface Shipping {
  stage: Stage;
  /** Pushes the first commit and waits for its run. */
  first(): Promise<Run>;
  /** Merges a change and waits for its run. */
  ship(change: Change): Promise<Run>;
  /** The ledger's releases, oldest first, read with the administrator's credential; production's unless told otherwise. */
  releases(namespace?: string): Promise<Release[]>;
  deployments(sha: string): Promise<Dump['deployments']>;
  /** The GitHub Releases of a run's version, drafts too, of one service where a prefix is given. */
  githubReleases(ended: Run, prefix?: string): Promise<Dump['releases']>;
}

type Dump = Awaited<ReturnType<Stage['admin']['dump']>>;

export async function startShipping(
  testbed: TestbedDescription,
  source: string,
  repository: string,
): Promise<Shipping> {
  const stage = await setStage(testbed, source, repository, () => {});
  const { admin, app, facts } = stage;
  let count = 0;
  const runOf = (sha: string) => admin.waitForRun(repository, { sha });
  return {
    stage,
    first: async () => runOf(await app.pushFirst()),
    ship: async (change) => {
      count += 1;
      return runOf(await app.merge(`change-${count}`, change));
    },
    releases: async (namespace = facts.namespace) => {
      const out = await run(join(testbed.bin, 'kubectl'), [
        ...['--kubeconfig', testbed.cluster.kubeconfig, '--namespace', namespace],
        ...['get', 'configmap', `workaday.${facts.app}`, '--output', 'json'],
      ]);
      return JSON.parse((JSON.parse(out) as { data: { ledger: string } }).data.ledger).releases;
    },
    githubReleases: async (ended, prefix = '') => {
      const tags = new Set(
        (outputs(ended, 'version')['github-releases'] ?? '')
          .split('\n')
          .map((line) => line.slice(0, line.lastIndexOf('='))),
      );
      const { releases } = await admin.dump(repository);
      return releases.filter(({ tagName }) => tags.has(tagName) && tagName.startsWith(prefix));
    },
    deployments: async (sha) => (await admin.dump(repository)).deployments.filter((one) => one.sha === sha),
  };
}

/** A copy of an example that can be on a cluster beside the example itself: a port of the nodes is one app's. */
export async function copyWithoutNodePort(example: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'workaday-copy-'));
  await cp(example, folder, { recursive: true });
  const service = join(folder, 'k8s/service.yaml');
  await writeFile(
    service,
    (await readFile(service, 'utf8')).replace(/, nodePort: \d+/, '').replace('NodePort', 'ClusterIP'),
  );
  return folder;
}

/** Presses the button of a workflow's form on the default branch; answers the run, or the status of the refusal. */
export async function dispatchWorkflow(
  { github }: TestbedDescription,
  repository: string,
  workflow: string,
  { token, inputs }: { token: string; inputs: Record<string, string> },
): Promise<{ id: number } | { status: number; id?: undefined }> {
  const url = `${github?.apiUrl}/repos/${repository}/actions/workflows/${workflow}/dispatches`;
  const answer = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ref: 'main', inputs, return_run_details: true }),
  });
  if (answer.status !== 200) return { status: answer.status };
  return { id: ((await answer.json()) as { workflow_run_id: number }).workflow_run_id };
}

/** Everything a failed expectation needs to be understood. */
export function told(ended: Run): string {
  return ended.jobs.map((job) => `${job.name}: ${job.conclusion}\n${job.summary}`).join('\n');
}

export function outputs(ended: Run, job: string): Record<string, string> {
  return jobOf(ended, job)?.outputs ?? {};
}
