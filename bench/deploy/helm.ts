import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { appName, manifestText } from './app.ts';
import type { Contestant } from './contestant.ts';
import { type Line, runForLines } from './timed-lines.ts';

/** One upgrade of a chart that holds the manifests as they are. */
export function helm(program: string): Contestant {
  return {
    name: 'helm',
    async ship({ objects, timeout, version }, { namespace, kubeconfig, folder }) {
      const chart = join(folder, 'chart');
      mkdirSync(join(chart, 'templates'), { recursive: true });
      writeFileSync(join(chart, 'Chart.yaml'), `apiVersion: v2\nname: ${appName}\nversion: ${version}\n`);
      writeFileSync(join(chart, 'templates/app.yaml'), manifestText(objects));
      const args = [
        ...['upgrade', appName, chart, '--install', '--rollback-on-failure', '--wait'],
        ...[`--timeout=${timeout}s`, `--namespace=${namespace}`, `--kubeconfig=${kubeconfig}`],
      ];
      const env = { HOME: folder, PATH: process.env.PATH ?? '' };
      const lines: Line[] = [];
      const startedAt = Date.now();
      const exitCode = await runForLines({ program, args, cwd: folder, env }, lines);
      return { startedAt, endedAt: Date.now(), exitCode, lines };
    },
  };
}
