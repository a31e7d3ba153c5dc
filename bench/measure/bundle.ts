import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contract } from '@workaday/core';
import { bundleAction } from '../../packages/tooling/src/bundle/bundle-action.ts';
import { findActions } from '../../packages/tooling/src/repository.ts';
import { foreignImports } from './imports.ts';

export interface Bundle {
  /** The script of the step, and that of its end if it has one. */
  scripts: readonly [main: string, ...post: string[]];
  /** Of all together. */
  bytes: number;
  /** Modules that it would need besides Node's own. */
  foreign: readonly string[];
  contract: Contract;
}

/** An action bundled as for a release, in a folder from which no package can be reached. */
export async function buildBundle(name: string, scratch: string): Promise<Bundle> {
  const [action] = await findActions(undefined, [name]);
  if (action === undefined) throw new Error(`there is no actions/${name}`);
  const folder = join(scratch, 'bundle');
  const { bytes } = await bundleAction(action, folder);
  const post = action.entries.includes('post') ? [join(folder, 'post.mjs')] : [];
  const scripts: Bundle['scripts'] = [join(folder, 'main.mjs'), ...post];
  const foreign = scripts.flatMap((file) => foreignImports(readFileSync(file, 'utf8')));
  return { scripts, bytes, foreign, contract: action.contract };
}
