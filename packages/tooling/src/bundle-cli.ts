// npm pack, in packages/cli: bundles the command into packages/cli/dist.
import { bundleCli } from './bundle/bundle-cli.ts';
import { runCommand } from './command.ts';

await runCommand(async () => {
  const bytes = await bundleCli();
  console.error(`cli: ${(bytes / 1_000_000).toFixed(2)} MB`);
});
