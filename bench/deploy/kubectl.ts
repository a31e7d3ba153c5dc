import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { appName, manifestText } from './app.ts';
import type { Contestant } from './contestant.ts';
import { type Line, runForLines } from './timed-lines.ts';

/** The steps of a usual workflow: apply, wait, and when that fails undo and wait again. */
export function kubectl(program: string): Contestant {
  return {
    name: 'kubectl',
    async ship({ objects, timeout }, { namespace, kubeconfig, folder }) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'app.yaml'), manifestText(objects));
      const env = { HOME: folder, PATH: process.env.PATH ?? '' };
      const lines: Line[] = [];
      const run = (...args: string[]) => {
        const all = [`--kubeconfig=${kubeconfig}`, `--namespace=${namespace}`, ...args];
        return runForLines({ program, args: all, cwd: folder, env }, lines);
      };
      const target = `deployment/${appName}`;
      const wait = () => run('rollout', 'status', target, `--timeout=${timeout}s`);
      const startedAt = Date.now();
      const applied = await run('apply', '--filename=app.yaml');
      const exitCode = applied === 0 ? await wait() : applied;
      if (applied === 0 && exitCode !== 0 && (await run('rollout', 'undo', target)) === 0) await wait();
      return { startedAt, endedAt: Date.now(), exitCode, lines };
    },
  };
}
