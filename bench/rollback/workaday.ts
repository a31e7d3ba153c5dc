import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startStandIn } from '@workaday/testbed';
import { inputEnvironment } from '../../packages/tooling/src/acceptance/spawn-action.ts';
import { appName } from '../deploy/app.ts';
import { type Line, runForLines } from '../deploy/timed-lines.ts';
import type { Bundle } from '../measure/bundle.ts';
import { prepareStepFolder, stepFolderEnvironment, stepOutputs } from '../measure/step-folder.ts';
import { goodText } from '../smoke/app.ts';
import type { Contestant } from './contestant.ts';

const repository = `your-org/${appName}`;
/** The rounds of a rollback come at their usual pace. */
const config = `app: ${appName}\nchecks: [{ path: /, contains: ${goodText} }]\n`;

/** The step behind the form, with a GitHub that knows who pressed it. */
export async function theButton(
  bundle: Bundle,
  scratch: string,
): Promise<{ contestant: Contestant; leave(): Promise<void> }> {
  const { addresses, admin, stop } = await startStandIn();
  await admin.createRepository(repository);
  const { token } = await admin.createUser('ann', { [repository]: 'write' });
  push(`${addresses.serverUrl}/${repository}.git`, token, join(scratch, 'configuration'));
  const contestant: Contestant = {
    name: 'workaday',
    async goBack({ namespace, kubeconfig, folder }) {
      const step = join(folder, 'step');
      prepareStepFolder(step, {});
      const given = { namespace, kubeconfig, reason: 'the page is another one', 'github-token': token };
      const env = {
        PATH: process.env.PATH ?? '',
        ...stepFolderEnvironment(step),
        GITHUB_WORKSPACE: folder,
        GITHUB_REPOSITORY: repository,
        GITHUB_SHA: 'c'.repeat(40),
        GITHUB_REF: 'refs/heads/main',
        GITHUB_ACTOR: 'ann',
        GITHUB_TRIGGERING_ACTOR: 'ann',
        GITHUB_API_URL: addresses.apiUrl,
        GITHUB_SERVER_URL: addresses.serverUrl,
        ...inputEnvironment(bundle.contract, given),
      };
      const lines: Line[] = [];
      const command = { program: process.execPath, args: [bundle.scripts[0]], cwd: folder, env };
      await runForLines(command, lines);
      const outcome = stepOutputs(step)('outcome');
      return outcome === 'rolled-back' ? outcome : `${outcome}: ${lines.at(-1)?.text}`;
    },
  };
  return { contestant, leave: stop };
}

function push(remote: string, token: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const address = new URL(remote);
  address.username = 'ann';
  address.password = token;
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.org', ...args], {
      cwd: folder,
    });
  git('init', '--quiet', '--initial-branch=main');
  writeFileSync(join(folder, 'workaday.yml'), config);
  git('add', '.');
  git('commit', '--quiet', '--message=feat: ground');
  git('push', '--quiet', address.href, 'main');
}
