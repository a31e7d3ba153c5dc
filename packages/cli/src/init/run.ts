import { basename, resolve } from 'node:path';
import { nodeExec } from '@workaday/core/node';
import type { Answer } from '../answer.ts';
import type { InitArguments } from '../arguments.ts';
import { readGit } from '../origin.ts';
import { usageFailure } from '../usage.ts';
import { applyPlan, type WritePorts } from './apply.ts';
import { planInit } from './plan.ts';
import { readFolder } from './read-folder.ts';
import { initJson, initText } from './tell.ts';

/** Reads the folder, plans, writes what is missing, and tells. */
export async function runInit(args: InitArguments, ports: WritePorts): Promise<Answer> {
  const root = resolve(args.dir);
  const [folder, git] = await Promise.all([readFolder(root), readGit(root, nodeExec)]);
  const plan = planInit({ folder, folderName: basename(root), git }, args);
  const paths = plan.files.flatMap(({ path, content }) => (content === undefined ? [] : path));
  const unknown = args.overwrite.filter((path) => !paths.includes(path));
  if (unknown.length > 0)
    throw usageFailure(
      unknown.map((path) => `--overwrite ${path}: init would not write that, but ${paths.join(', ')}`),
    );
  const files = await applyPlan(plan, args, { ...ports, ask: args.yes || args.json ? undefined : ports.ask });
  return { text: initText(plan, files), json: initJson(plan, files), exitCode: 0 };
}
