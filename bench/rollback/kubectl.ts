import { appName } from '../deploy/app.ts';
import { type Line, runForLines } from '../deploy/timed-lines.ts';
import type { Contestant } from './contestant.ts';

/** What many do at night: the Deployment's last revision, and nothing else. */
export function kubectlUndo(kubectl: string): Contestant {
  return {
    name: 'kubectl rollout undo',
    async goBack({ namespace, kubeconfig, folder }) {
      const lines: Line[] = [];
      const env = { HOME: folder, PATH: process.env.PATH ?? '' };
      const run = (...args: string[]) =>
        runForLines(
          {
            program: kubectl,
            args: [`--kubeconfig=${kubeconfig}`, `--namespace=${namespace}`, 'rollout', ...args],
            cwd: folder,
            env,
          },
          lines,
        );
      const target = `deployment/${appName}`;
      const undone = (await run('undo', target)) === 0 && (await run('status', target)) === 0;
      return undone ? 'undone' : 'failed';
    },
  };
}
