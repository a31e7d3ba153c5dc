import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeFiles } from '@workaday/core/node';
import { type AdminClient, adminClient, type TestbedDescription } from '@workaday/testbed';
import { releaseTo } from '../release/release-to.ts';
import { repositoryRoot } from '../repository.ts';
import { type AppFacts, readApp } from './any-app.ts';
import { type AppRepository, createAppRepository } from './app-repository.ts';
import { type ClusterView, viewCluster } from './cluster-view.ts';
import { layFoundation } from './foundation.ts';
import { hurriedConfig, paceOfDemo } from './pace.ts';

/** Everything that stands before the first merge of an app: its ground in the cluster and its place at GitHub. */
export interface Stage {
  /** `owner/name` at the stand-in. */
  repository: string;
  facts: AppFacts;
  app: AppRepository;
  admin: AdminClient;
  view: ClusterView;
  /** Where a user reaches the app, once that is known. */
  url: string | undefined;
  /** Lays one more environment beside production, in a namespace of its own. */
  addEnvironment(name: string, namespace: string): Promise<ClusterView>;
  /** Tells GitHub where users reach the app, for the smoke test's outside vantage. */
  setUrl(url: string): Promise<void>;
  /** Removes the stage's files, and its namespaces where the cluster is not the testbed's own, which goes with all in it. */
  clear(): Promise<void>;
}

/** The name under which an app's workflow knows this repository. */
export const workadayRepository = 'your-org/workaday';
const workadayVersion = '1.0.0';
const environment = 'production';
const examples = join(repositoryRoot, 'examples');
const shipWorkflow = '.github/workflows/ship.yml';

type Say = (text: string) => void;

/** Publishes the working tree at the stand-in as a company's mirror would have it: a release commit, `v1.0.0` and `v1`. */
export async function publishWorkaday(testbed: TestbedDescription, say: Say): Promise<void> {
  const admin = adminOf(testbed);
  const { cloneUrl } = await admin.createRepository(workadayRepository);
  const { token } = await admin.createUser('mirror', { [workadayRepository]: 'admin' });
  await releaseTo({ remote: cloneUrl, version: workadayVersion, source: 'worktree', token, log: say });
}

/** Lays the foundation literally, creates the app's repository, and hands the credential to its environment. */
export async function setStage(
  testbed: TestbedDescription,
  source: string,
  repository: string,
  say: Say,
): Promise<Stage> {
  const admin = adminOf(testbed);
  const folder = await mkdtemp(join(tmpdir(), 'workaday-stage-'));
  const facts = await readApp(source, repository);
  const { cloneUrl } = await admin.createRepository(repository);
  const { token } = await admin.createUser('ada', { [repository]: 'admin' });
  const views: ClusterView[] = [];
  const addEnvironment = async (name: string, namespace: string) => {
    const ground = viewCluster(join(testbed.bin, 'kubectl'), testbed.cluster.kubeconfig, namespace);
    const lent = testbed.cluster.provider === 'given';
    if (lent && (await ground.namespaceExists())) throw new Error(occupied(namespace));
    if (lent) views.push(ground);
    const env = { ...process.env, ...testbed.env, PATH: `${testbed.bin}:${process.env.PATH}` };
    const files = join(folder, 'foundation', namespace);
    const kubeconfig = await layFoundation(join(examples, 'foundation'), files, namespace, env, say);
    await admin.addEnvironment(repository, name);
    await admin.setSecret(repository, 'KUBECONFIG', kubeconfig, name);
    return ground;
  };
  const view = await addEnvironment(environment, facts.namespace);
  await admin.setVariable(repository, 'WORKADAY_REGISTRY', testbed.registry.host);
  await admin.setVariable(repository, 'WORKADAY_REGISTRY_MIRRORS', `docker.io=${testbed.registry.host}`);
  for (const file of Object.keys(facts.adoption)) say(`adopting ${file}: \`image: ${facts.app}\``);
  const pace = await hurriedConfig(source);
  if (Object.keys(pace).length > 0) say(paceOfDemo);
  const app = await createAppRepository(source, join(folder, 'app'), withToken(cloneUrl, token), {
    ...facts.adoption,
    ...(await missingCaller(source)),
    ...pace,
  });
  const stage: Stage = {
    repository,
    facts,
    app,
    admin,
    view,
    url: undefined,
    addEnvironment,
    setUrl: async (url) => {
      stage.url = url;
      await admin.setVariable(repository, 'WORKADAY_URL', url, environment);
    },
    clear: async () => {
      await rm(folder, { recursive: true, force: true });
      for (const lent of views) await lent.removeNamespace();
    },
  };
  if (facts.nodePort !== undefined)
    await stage.setUrl(`http://${await view.nodeAddress()}:${facts.nodePort}`);
  return stage;
}

/** The ship workflow for a folder that has none which calls Workaday; a caller of its own is used as it is. */
export async function missingCaller(source: string): Promise<Record<string, string>> {
  const own = await nodeFiles(source).readText(shipWorkflow);
  if (own?.includes(`uses: ${workadayRepository}/.github/workflows/ship.yml@`)) return {};
  return { [shipWorkflow]: await readFile(join(examples, 'web-service', shipWorkflow), 'utf8') };
}

function occupied(namespace: string): string {
  return (
    `the given cluster has a namespace ${namespace} already, and what is in it is not ours to touch. ` +
    `What to do: remove it (kubectl delete namespace ${namespace}), or name another cluster by WORKADAY_KUBECONFIG.`
  );
}

function adminOf(testbed: TestbedDescription): AdminClient {
  if (testbed.github === null) throw new Error('this testbed was started without the GitHub stand-in');
  return adminClient(testbed.github.adminUrl);
}

/** The stand-in is on this machine only; a developer's real clone would use a credential helper. */
function withToken(url: string, token: string): string {
  const address = new URL(url);
  address.username = 'ada';
  address.password = token;
  return address.toString();
}
