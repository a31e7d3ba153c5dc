import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contract } from '@workaday/core';
import { bundleAction } from '../../packages/tooling/src/bundle/bundle-action.ts';
import { findActions } from '../../packages/tooling/src/repository.ts';
import { foreignImports } from './imports.ts';

export interface Bundle {
  /** The scripts of the step, and of its end. */
  main: string;
  post: string;
  /** Of both together. */
  bytes: number;
  /** Modules that it would need besides Node's own. */
  foreign: readonly string[];
  contract: Contract;
}

/** actions/build bundled as for a release, in a folder from which no package can be reached. */
export async function buildBundle(scratch: string): Promise<Bundle> {
  const [action] = await findActions(undefined, ['build']);
  if (action === undefined) throw new Error('there is no actions/build');
  const folder = join(scratch, 'bundle');
  const { bytes } = await bundleAction(action, folder);
  const [main, post] = [join(folder, 'main.mjs'), join(folder, 'post.mjs')];
  const foreign = [main, post].flatMap((file) => foreignImports(readFileSync(file, 'utf8')));
  return { main, post, bytes, foreign, contract: action.contract };
}
