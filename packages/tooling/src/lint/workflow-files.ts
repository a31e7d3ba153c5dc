import { cpSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

export interface WorkflowFiles {
  /** Our own workflows, from the root. */
  own: readonly string[];
  /** Workflows of the examples: what an app writes. */
  examples: readonly string[];
}

export function workflowFiles(root: string): WorkflowFiles {
  const find = (pattern: string) => globSync(pattern, { cwd: root }).sort();
  return { own: find('.github/workflows/*.yml'), examples: find('examples/*/.github/workflows/*.yml') };
}

/** The same workflow with what lies in this repository named by `./`, which every tool understands. */
export function localised(workflow: string): string {
  return workflow
    .replace(/(\buses:\s*)\$\//g, '$1./')
    .replace(/(\buses:\s*)your-org\/workaday\/(\S+)@v\d+/g, '$1./$2');
}

/** What localised workflows use and the repository lacks: actionlint passes over an action that is not there. */
export function missingSiblings(root: string): string[] {
  const { own, examples } = workflowFiles(root);
  return [...own, ...examples].flatMap((path) =>
    localised(readFileSync(join(root, path), 'utf8'))
      .split('\n')
      .flatMap((line, index) => {
        const target = /\buses:\s*\.\/(\S+)/.exec(line)?.[1];
        if (target === undefined) return [];
        const file = target.endsWith('.yml') ? target : `${target}/action.yml`;
        return existsSync(join(root, file)) ? [] : [`${path}:${index + 1}: ${file} does not exist`];
      }),
  );
}

/**
 * Copies workflows and the metadata of our actions into a project of its own, localised.
 * @returns the copies by the path they come from
 */
export function copyLocalised(root: string, project: string): ReadonlyMap<string, string> {
  const { own, examples } = workflowFiles(root);
  const copies = new Map<string, string>();
  mkdirSync(join(project, '.git'), { recursive: true });
  mkdirSync(join(project, '.github/workflows'), { recursive: true });
  for (const path of [...own, ...examples]) {
    const example = /^examples\/([^/]+)\//.exec(path)?.[1];
    const copy = join('.github/workflows', `${example === undefined ? '' : `${example}-`}${basename(path)}`);
    writeFileSync(join(project, copy), localised(readFileSync(join(root, path), 'utf8')));
    copies.set(path, copy);
  }
  for (const path of globSync('actions/*/action.yml', { cwd: root })) {
    cpSync(join(root, path), join(project, path));
    mkdirSync(join(project, dirname(path), 'dist'));
    for (const entry of ['main', 'post'])
      writeFileSync(join(project, dirname(path), 'dist', `${entry}.mjs`), '');
  }
  return copies;
}
