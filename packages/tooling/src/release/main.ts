// npm run release -- --version X.Y.Z [--remote URL|PATH] [--from REV | --worktree] [--dry-run]
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runCommand } from '../command.ts';
import { repositoryRoot } from '../repository.ts';
import { gitIn } from './git.ts';
import { releaseTo } from './release-to.ts';

const usage = 'npm run release -- --version X.Y.Z [--remote URL|PATH] [--from REV | --worktree] [--dry-run]';

await runCommand(async () => {
  const { values } = parseArgs({
    options: {
      version: { type: 'string' },
      remote: { type: 'string' },
      from: { type: 'string' },
      worktree: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
    },
  });
  if (values.version === undefined) throw new Error(`--version is missing; usage: ${usage}`);
  if (values.worktree && values.from !== undefined) {
    throw new Error(`--from and --worktree exclude each other; usage: ${usage}`);
  }
  const remote = values.remote ?? (await gitIn(repositoryRoot)(['remote', 'get-url', 'origin']));
  await releaseTo({
    remote: existsSync(remote) ? resolve(remote) : remote,
    version: values.version,
    source: values.worktree ? 'worktree' : { revision: values.from ?? 'HEAD' },
    token: process.env.GITHUB_TOKEN ?? '',
    dryRun: values['dry-run'],
    log: console.log,
  });
});
