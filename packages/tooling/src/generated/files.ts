import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { configJsonSchema, errorMessage } from '@workaday/core';
import { parseAllDocuments } from 'yaml';
import { type ActionFolder, findActions } from '../repository.ts';
import { actionYml } from './action-yml.ts';
import { updateReadme } from './tables.ts';

export interface GeneratedFile {
  /** From the root of the repository. */
  path: string;
  text: string;
}

export interface Generated {
  files: readonly GeneratedFile[];
  /** What could not be generated, as sentences. */
  problems: readonly string[];
}

/** Every generated file of the repository with the text it must have. */
export async function generatedFiles(root: string): Promise<Generated> {
  const actions = await findActions(root);
  const readmes = await Promise.all(actions.map((action) => readmeOf(root, action)));
  const schema = {
    path: 'packages/core/workaday.schema.json',
    text: `${JSON.stringify(configJsonSchema(), undefined, 2)}\n`,
  };
  return {
    files: [
      ...actions.map(metadataOf),
      ...readmes.filter((readme) => typeof readme !== 'string'),
      schema,
      ...(await foundationRoles(root)),
    ],
    problems: readmes.filter((readme) => typeof readme === 'string'),
  };
}

function metadataOf({ name, contract, entries }: ActionFolder): GeneratedFile {
  return { path: `actions/${name}/action.yml`, text: actionYml(contract, entries.includes('post')) };
}

/** The README with its tables, or the sentence that says why there is none. */
async function readmeOf(root: string, action: ActionFolder): Promise<GeneratedFile | string> {
  const path = `actions/${action.name}/README.md`;
  const readme = await readIfThere(join(root, path));
  if (readme === undefined) return `${path} is missing: write its prose and its four marker pairs`;
  try {
    return { path, text: updateReadme(readme, action.contract) };
  } catch (error) {
    return `${path}: ${errorMessage(error)}`;
  }
}

/** The Roles that a deploy and a plan need, from the package that uses their rights, for the foundation's namespace. */
async function foundationRoles(root: string): Promise<GeneratedFile[]> {
  const source = join(root, 'packages/kubernetes/src/rights/role.ts');
  const namespaceFile = await readIfThere(join(root, 'examples/foundation/namespace.yaml'));
  if (!existsSync(source) || namespaceFile === undefined) return [];
  const { deployRole, planRole, roleManifest } = (await import(pathToFileURL(source).href)) as Roles;
  const header = '# Generated from packages/kubernetes by `npm run readme`; do not edit.\n';
  const textOf = (role: object) => `${header}${roleManifest(namespaceOf(namespaceFile), role)}`;
  return [
    { path: 'examples/foundation/role.yaml', text: textOf(deployRole) },
    { path: 'examples/foundation/plan-role.yaml', text: textOf(planRole) },
  ];
}

interface Roles {
  deployRole: object;
  planRole: object;
  roleManifest: (namespace: string, role: object) => string;
}

/** The namespace that a file of manifests makes. */
function namespaceOf(manifests: string): string {
  const objects = parseAllDocuments(manifests).map((document) => document.toJS());
  const name = objects.find((object) => object?.kind === 'Namespace')?.metadata?.name;
  if (typeof name !== 'string') throw new Error('examples/foundation/namespace.yaml makes no Namespace');
  return name;
}

/** The paths whose content on disk is not what it must be. */
export async function staleFiles(root: string, files: readonly GeneratedFile[]): Promise<GeneratedFile[]> {
  const current = await Promise.all(files.map((file) => readIfThere(join(root, file.path))));
  return files.filter((file, index) => file.text !== current[index]);
}

export async function writeFiles(root: string, files: readonly GeneratedFile[]): Promise<void> {
  for (const file of files) await writeFile(join(root, file.path), file.text);
}

async function readIfThere(path: string): Promise<string | undefined> {
  return existsSync(path) ? readFile(path, 'utf8') : undefined;
}
