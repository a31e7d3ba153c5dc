import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Contract } from '@workaday/core';

/** The checkout that this file belongs to. */
export const repositoryRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

/** One action of the repository, found by its contract. */
export interface ActionFolder {
  name: string;
  /** Absolute path of actions/NAME. */
  folder: string;
  contract: Contract;
  /** Entry points below src/, without extension. */
  entries: readonly ('main' | 'post')[];
}

/** Names of all folders below actions/ that hold a contract, sorted. */
export function actionNames(root: string = repositoryRoot): string[] {
  return readdirSync(join(root, 'actions'))
    .filter((name) => existsSync(join(root, 'actions', name, 'src/contract.ts')))
    .sort();
}

/** Every action with its contract, or only the named ones; an unknown name is an error. */
export async function findActions(
  root: string = repositoryRoot,
  only: readonly string[] = [],
): Promise<ActionFolder[]> {
  const known = actionNames(root);
  const unknown = only.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(`no action is called ${unknown.join(', ')}; there are: ${known.join(', ') || 'none'}`);
  }
  const names = only.length === 0 ? known : known.filter((name) => only.includes(name));
  return Promise.all(names.map((name) => loadAction(root, name)));
}

async function loadAction(root: string, name: string): Promise<ActionFolder> {
  const folder = join(root, 'actions', name);
  const file = join(folder, 'src/contract.ts');
  const exported = Object.values(await import(pathToFileURL(file).href));
  const contracts = exported.filter(isContract);
  const contract = contracts[0];
  if (contract === undefined || contracts.length > 1) {
    throw new Error(`${file} must export exactly one contract, it exports ${contracts.length}`);
  }
  if (contract.name !== name) {
    throw new Error(`${file} names its action ${contract.name}, its folder is ${name}`);
  }
  const entries = (['main', 'post'] as const).filter((entry) =>
    existsSync(join(folder, 'src', `${entry}.ts`)),
  );
  return { name, folder, contract, entries };
}

function isContract(value: unknown): value is Contract {
  return typeof value === 'object' && value !== null && 'outcomes' in value && 'inputs' in value;
}
