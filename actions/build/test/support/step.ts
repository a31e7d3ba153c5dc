import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const files = { GITHUB_OUTPUT: 'output', GITHUB_STATE: 'state', GITHUB_STEP_SUMMARY: 'summary' } as const;

export interface StepOptions {
  /** Files of the checkout. */
  files: Record<string, string>;
  inputs: Record<string, string>;
  env?: Record<string, string>;
  /** Name of the folder for temporary files. */
  temporary?: string;
}

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** The action as a process of its own, with the files and variables that a runner gives. */
export interface Step {
  root: string;
  workspace: string;
  child: ChildProcess;
  /** stdout and stderr so far. */
  log(): string;
  ended: Promise<Ended>;
  written(name: keyof typeof files): string;
  /** What lies in the folders for temporary files. */
  left(): string[];
  /** Runs the post step, with the state that the main step has saved. */
  post(): Promise<Ended & { log: string }>;
  remove(): void;
}

export function startStep(options: StepOptions): Step {
  const root = mkdtempSync(join(tmpdir(), 'workaday-step-'));
  const at = (name: string) => join(root, name);
  const temporary = options.temporary ?? 'runner-temp';
  for (const folder of ['workspace', temporary, 'tmp']) mkdirSync(at(folder));
  for (const name of Object.values(files)) writeFileSync(at(name), '');
  for (const [path, content] of Object.entries(options.files)) {
    mkdirSync(dirname(join(at('workspace'), path)), { recursive: true });
    writeFileSync(join(at('workspace'), path), content);
  }
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: root,
    TMPDIR: at('tmp'),
    RUNNER_TEMP: at(temporary),
    GITHUB_REPOSITORY: 'acme/shop',
    GITHUB_SHA: 'c0ffee'.padEnd(40, '0'),
    GITHUB_REF: 'refs/heads/main',
    GITHUB_RUN_ID: '1',
    GITHUB_WORKSPACE: at('workspace'),
    ...Object.fromEntries(Object.entries(files).map(([variable, name]) => [variable, at(name)])),
    ...options.env,
  };
  const inputs = Object.entries(options.inputs).map(([name, value]) => [
    `INPUT_${name.toUpperCase()}`,
    value,
  ]);
  const main = run('main', { ...env, ...Object.fromEntries(inputs) });
  const written: Step['written'] = (name) => readFileSync(at(files[name]), 'utf8');
  return {
    ...main,
    root,
    workspace: at('workspace'),
    written,
    left: () => [temporary, 'tmp'].flatMap((folder) => readdirSync(at(folder))),
    post: async () => {
      const state = [...written('GITHUB_STATE').matchAll(/^(\S+)<<(\S+)\n([\s\S]*?)\n\2$/gm)];
      const given = state.map(([, name, , value]) => [`STATE_${name}`, value]);
      const post = run('post', { ...env, ...Object.fromEntries(given) });
      return { ...(await post.ended), log: post.log() };
    },
    remove: () => rmSync(root, { recursive: true }),
  };
}

function run(entry: 'main' | 'post', env: NodeJS.ProcessEnv): Pick<Step, 'child' | 'log' | 'ended'> {
  const file = join(import.meta.dirname, `../../src/${entry}.ts`);
  const child = spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject).once('close', (code, signal) => resolve({ code, signal }));
  });
  return { child, log: () => log, ended };
}
