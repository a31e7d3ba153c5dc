import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Annotation, inputVariable, readRunContext, runAction } from '@workaday/core';
import { nodeClock, nodeExec, nodeFiles, nodePrivateFolder } from '@workaday/core/node';
import { connect } from '@workaday/kubernetes';
import { contract } from '../../src/contract.ts';
import { deploy } from '../../src/run.ts';

/** How one run of the action ended, as its runner sees it. */
export interface Ended {
  outputs: Record<string, string>;
  summary: string;
  log: string;
  annotations: Annotation[];
  exitCode: number;
}

export interface DeployOptions {
  kubeconfig: string;
  namespace: string;
  version: string;
  /** Path to text, below the repository's root. */
  files: Record<string, string>;
  run?: string;
  /** `push` by default. */
  event?: string;
  inputs?: Record<string, string>;
}

/** Runs the action as a runner does, in a checkout with these files; only the process is shared. */
export async function runDeploy(options: DeployOptions): Promise<Ended> {
  const workspace = await mkdtemp(join(tmpdir(), 'workaday-deploy-'));
  for (const [path, text] of Object.entries(options.files)) {
    await mkdir(dirname(join(workspace, path)), { recursive: true });
    await writeFile(join(workspace, path), text);
  }
  const ended: Ended = { outputs: {}, summary: '', log: '', annotations: [], exitCode: -1 };
  const env = environment(options, workspace);
  const log = {
    line: (text: string) => {
      ended.log += `${text}\n`;
    },
    group: <T>(_title: string, work: () => Promise<T>) => work(),
  };
  const runner = {
    env,
    log,
    mask: () => undefined,
    setOutput: (name: string, value: string) => {
      ended.outputs[name] = value;
    },
    addSummary: async (markdown: string) => {
      ended.summary += markdown;
    },
    annotate: (annotation: Annotation) => {
      ended.annotations.push(annotation);
    },
    setExitCode: (code: number) => {
      ended.exitCode = code;
    },
  };
  await runAction(contract, runner, (inputs) =>
    deploy(inputs, {
      event: undefined,
      github: () => Promise.reject(new Error('GitHub is not asked')),
      context: readRunContext(env),
      files: nodeFiles(workspace),
      exec: nodeExec,
      privateFolder: nodePrivateFolder,
      env: process.env,
      clock: nodeClock,
      log,
      state: { save: () => undefined, read: () => '' },
      cancelled: new AbortController().signal,
      connect: () => connect(inputs.kubeconfig, { clock: nodeClock }),
    }),
  );
  await rm(workspace, { recursive: true });
  return ended;
}

function environment(
  { version, kubeconfig, namespace, run, event, inputs }: DeployOptions,
  workspace: string,
) {
  const given = { version, kubeconfig, namespace, app: 'shop', timeout: '90s', ...inputs };
  return {
    GITHUB_REPOSITORY: 'your-org/shop',
    GITHUB_SHA: commitOf(version),
    GITHUB_REF: 'refs/heads/main',
    GITHUB_WORKSPACE: workspace,
    GITHUB_EVENT_NAME: event ?? 'push',
    GITHUB_RUN_ID: run ?? version,
    GITHUB_ACTOR: 'ada',
    ...Object.fromEntries(Object.entries(given).map(([name, value]) => [inputVariable(name), value])),
  };
}

export function commitOf(version: string): string {
  return Buffer.from(version).toString('hex').padEnd(40, '0').slice(0, 40);
}

/** An image that the testbed's registry has, by digest. */
export async function nodeImage(): Promise<string> {
  const registry = process.env['WORKADAY_REGISTRY'];
  const repository = `${registry}/library/node`;
  const answer = await fetch(`http://${registry}/v2/library/node/manifests/24-slim`, {
    method: 'HEAD',
    headers: {
      Accept: 'application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json',
    },
  });
  return `${repository}@${answer.headers.get('docker-content-digest')}`;
}

export interface ShopOptions {
  /** `serve`; `crash` prints its greeting and ends with code 7; `hoard` fills 256 MiB. */
  mode?: string;
  greeting?: string;
  image?: string;
  replicas?: number;
  /** Further lines of the container, of the pod's spec, and further documents. */
  container?: string;
  pod?: string;
  more?: string;
}

/** The manifests of a small app whose behaviour stands in its ConfigMap. */
export function shop({
  mode = 'serve',
  greeting = 'hello',
  image = 'shop',
  replicas = 1,
  container = '',
  pod = '',
  more = '',
}: ShopOptions = {}): { 'k8s/app.yaml': string; 'workaday.yml'?: string } {
  const program = [
    'const { MODE, GREETING } = process.env;',
    "if (MODE === 'crash') { console.log('cannot start: ' + GREETING); process.exit(7); }",
    "if (MODE === 'hoard') Buffer.alloc(2 ** 28, 1);",
    "process.on('SIGTERM', () => process.exit(0));",
    "require('node:http').createServer((_, answer) => answer.end(GREETING)).listen(8080);",
  ].join(' ');
  return {
    // A table of faults in one namespace is no row of bad merges.
    'workaday.yml': 'freeze: { after: 0 }\n',
    'k8s/app.yaml': `apiVersion: v1
kind: ConfigMap
metadata: { name: shop }
data: { MODE: ${mode}, GREETING: ${JSON.stringify(greeting)} }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop } }
    spec:
      terminationGracePeriodSeconds: 1
      containers:
        - name: shop
          image: ${image}
          command: [node, -e, ${JSON.stringify(program)}]
          envFrom: [{ configMapRef: { name: shop } }]
          ports: [{ name: http, containerPort: 8080 }]
          readinessProbe: { httpGet: { path: /, port: http }, periodSeconds: 1 }
${indented(container, 10)}${indented(pod, 6)}---
apiVersion: v1
kind: Service
metadata: { name: shop }
spec:
  selector: { app: shop }
  ports: [{ name: http, port: 80, targetPort: http }]
${more === '' ? '' : `---\n${more}\n`}`,
  };
}

function indented(text: string, by: number): string {
  return text === '' ? '' : `${text.replace(/^/gm, ' '.repeat(by))}\n`;
}
