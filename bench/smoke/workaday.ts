import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inputEnvironment } from '../../packages/tooling/src/acceptance/spawn-action.ts';
import { manifestText } from '../deploy/app.ts';
import { type Line, runForLines } from '../deploy/timed-lines.ts';
import { stepEnvironment } from '../deploy/workaday.ts';
import type { Bundle } from '../measure/bundle.ts';
import { prepareStepFolder, stepOutputs } from '../measure/step-folder.ts';
import { goodText } from './app.ts';
import type { Contestant } from './contestant.ts';

/** Rounds that nobody sees fail would be no measure: the page must say what it always said. */
const config = `checks: [{ path: /, contains: ${goodText} }]\n`;

/** The steps of the ship workflow's deploy job, at their default pace: ask, deploy, ask again and undo. */
export function workaday(deploy: Bundle, smokeTest: Bundle): Contestant {
  return {
    name: 'workaday',
    async ship({ objects, version, url, timeout }, place) {
      const checkout = join(place.folder, 'checkout');
      mkdirSync(join(checkout, 'k8s'), { recursive: true });
      writeFileSync(join(checkout, 'k8s/app.yaml'), manifestText(objects));
      writeFileSync(join(checkout, 'workaday.yml'), config);
      const step = join(place.folder, 'step');
      const lines: Line[] = [];
      // One run of one job: its steps hand the lease on.
      const base = stepEnvironment(deploy, place, version, timeout);
      const run = async (bundle: Bundle, inputs: Record<string, string>) => {
        prepareStepFolder(step, { ref: 'refs/heads/main', repository: { default_branch: 'main' } });
        const given = { app: 'shop', namespace: place.namespace, kubeconfig: place.kubeconfig, ...inputs };
        const env = { ...base, ...inputEnvironment(bundle.contract, given) };
        await runForLines(
          { program: process.execPath, args: [bundle.scripts[0]], cwd: checkout, env },
          lines,
        );
        return stepOutputs(step)('outcome');
      };
      await run(smokeTest, { phase: 'before', ...(url === undefined ? {} : { url }) });
      const deployed = await run(deploy, { version, verify: 'smoke-test', timeout: `${timeout}s` });
      if (deployed !== 'deployed') return { outcome: deployed, lines };
      return {
        outcome: await run(smokeTest, { phase: 'after', ...(url === undefined ? {} : { url }) }),
        lines,
      };
    },
  };
}
