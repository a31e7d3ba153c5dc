import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { appName, manifestText } from '../deploy/app.ts';
import { type Line, runForLines } from '../deploy/timed-lines.ts';
import { goodText } from './app.ts';
import type { Contestant } from './contestant.ts';

/** As many workflows have it: ten tries, five seconds apart, and one good answer is enough. */
const loop = `for try in 1 2 3 4 5 6 7 8 9 10; do
  curl --fail --silent --max-time 5 "$1" | grep --quiet ${goodText} && exit 0
  sleep 5
done
exit 1`;

/** The steps of a usual workflow: apply, wait, ask in a loop, and when that fails undo and wait again. */
export function kubectlAndCurl(kubectl: string): Contestant {
  return {
    name: 'kubectl and curl',
    async ship({ objects, url, timeout }, { namespace, kubeconfig, folder }) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'app.yaml'), manifestText(objects));
      const env = { HOME: folder, PATH: process.env.PATH ?? '' };
      const lines: Line[] = [];
      const run = (program: string, ...args: string[]) =>
        runForLines({ program, args, cwd: folder, env }, lines);
      const cluster = (...args: string[]) =>
        run(kubectl, `--kubeconfig=${kubeconfig}`, `--namespace=${namespace}`, ...args);
      const target = `deployment/${appName}`;
      const wait = () => cluster('rollout', 'status', target, `--timeout=${timeout}s`);
      if ((await cluster('apply', '--filename=app.yaml')) !== 0) return { outcome: 'failed', lines };
      const up = (await wait()) === 0;
      if (up && (url === undefined || (await run('bash', '-c', loop, 'loop', url)) === 0)) {
        return { outcome: 'deployed', lines };
      }
      await cluster('rollout', 'undo', target);
      return { outcome: (await wait()) === 0 ? 'undone' : 'failed', lines };
    },
  };
}
