import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inputVariable } from '@workaday/core';
import { commitOf } from './shop.ts';

/** The action as a process of its own, in a folder with the runner's command files. */
export interface DeployJob {
  /** Starts the main step; `done` answers how it ended. */
  start(): Running;
  /** Runs the post step with what the main step has left. */
  post(): Promise<ProcessEnd>;
  outputs(): Promise<Record<string, string>>;
  summary(): Promise<string>;
  remove(): Promise<void>;
}

export interface Running {
  child: ChildProcess;
  /** Resolves when the log holds the text. @throws when the process ends without having said it */
  says(text: string): Promise<void>;
  done: Promise<ProcessEnd>;
}

export interface ProcessEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  log: string;
}

export interface DeployJobOptions {
  kubeconfig: string;
  namespace: string;
  version: string;
  /** Path to text, below the repository's root. */
  files: Record<string, string>;
  run?: string;
  inputs?: Record<string, string>;
}

const source = (name: string) => fileURLToPath(new URL(`../../src/${name}.ts`, import.meta.url));

export async function deployJob(options: DeployJobOptions): Promise<DeployJob> {
  const folder = await mkdtemp(join(tmpdir(), 'workaday-deploy-job-'));
  const file = (name: string) => join(folder, name);
  for (const name of ['output', 'state', 'summary']) await writeFile(file(name), '');
  for (const [path, text] of Object.entries(options.files)) {
    await mkdir(dirname(file(path)), { recursive: true });
    await writeFile(file(path), text);
  }
  const { version, kubeconfig, namespace, run, inputs } = options;
  const given = { version, kubeconfig, namespace, app: 'shop', timeout: '90s', ...inputs };
  const env = {
    ...process.env,
    GITHUB_OUTPUT: file('output'),
    GITHUB_STATE: file('state'),
    GITHUB_STEP_SUMMARY: file('summary'),
    GITHUB_REPOSITORY: 'your-org/shop',
    GITHUB_SHA: commitOf(version),
    GITHUB_REF: 'refs/heads/main',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_WORKSPACE: folder,
    GITHUB_RUN_ID: run ?? version,
    GITHUB_ACTOR: 'ada',
    ...Object.fromEntries(Object.entries(given).map(([name, value]) => [inputVariable(name), value])),
  };
  const written = async (name: string) => entries(await readFile(file(name), 'utf8'));
  return {
    start: () => running(source('main'), env),
    post: async () => {
      const state = Object.entries(await written('state')).map(([name, value]) => [`STATE_${name}`, value]);
      return running(source('post'), { ...env, ...Object.fromEntries(state) }).done;
    },
    outputs: () => written('output'),
    summary: () => readFile(file('summary'), 'utf8'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

function running(script: string, env: NodeJS.ProcessEnv): Running {
  const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  const heard = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      for (const look of heard) look();
    });
  const done = new Promise<ProcessEnd>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, log }));
  });
  return {
    child,
    done,
    says: (text) =>
      Promise.race([
        new Promise<void>((resolve) => {
          const look = () => {
            if (log.includes(text)) resolve();
          };
          heard.add(look);
          look();
        }),
        done.then(() => {
          if (!log.includes(text))
            throw new Error(`the action ended without saying ${JSON.stringify(text)}:\n${log}`);
        }),
      ]),
  };
}

/** `name<<delimiter`, lines, delimiter. */
function entries(text: string): Record<string, string> {
  const found = [...text.matchAll(/^([^\n<]+)<<(\S+)\n([\s\S]*?)\n?^\2$/gm)];
  return Object.fromEntries(found.map(([, name = '', , value = '']) => [name, value]));
}
