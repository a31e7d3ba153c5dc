import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Contract } from '@workaday/core';
import { bundleAction } from '../../packages/tooling/src/bundle/bundle-action.ts';
import { findActions } from '../../packages/tooling/src/repository.ts';

export interface Bundle {
  file: string;
  bytes: number;
  contract: Contract;
}

/** actions/version bundled as for a release, or a bundle that was made before. */
export async function versionBundle(scratch: string, given: string | undefined): Promise<Bundle> {
  const [action] = await findActions(undefined, ['version']);
  if (action === undefined) throw new Error('there is no actions/version');
  const { contract } = action;
  if (given !== undefined) {
    const file = resolve(given);
    return { file, bytes: statSync(file).size, contract };
  }
  const folder = join(scratch, 'bundle');
  const { bytes } = await bundleAction(action, folder);
  return { file: join(folder, 'main.mjs'), bytes, contract };
}
