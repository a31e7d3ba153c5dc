// npm run bundle [-- --out DIR] [ACTION…]: bundles actions into actions/NAME/dist, or DIR/NAME.
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { overBudget, sizeLine } from './bundle/budget.ts';
import { bundleAction } from './bundle/bundle-action.ts';
import { runCommand } from './command.ts';
import { findActions } from './repository.ts';

await runCommand(async () => {
  const { values, positionals } = parseArgs({
    options: { out: { type: 'string' } },
    allowPositionals: true,
  });
  const sizes = new Map<string, number>();
  for (const action of await findActions(undefined, positionals)) {
    const folder =
      values.out === undefined ? join(action.folder, 'dist') : join(resolve(values.out), action.name);
    const { bytes } = await bundleAction(action, folder);
    sizes.set(action.name, bytes);
    console.log(sizeLine(action.name, bytes));
  }
  if (sizes.size === 0) throw new Error('there is no action to bundle: no actions/*/src/contract.ts');
  const problems = overBudget(sizes);
  if (problems.length > 0) throw new Error(problems.join('\n'));
});
