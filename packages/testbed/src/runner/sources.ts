import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { World } from '../github/call.ts';
import type { Yaml } from './localise-frame.ts';
import { formatUses, type Origin, parseUses, stepUses, workflowUses } from './uses.ts';

export interface GatheredSources {
  readonly workflows: Record<string, Yaml>;
  readonly actions: Record<string, Yaml>;
  /** Repositories to unpack for act: `owner/repo@ref` → commit, and the ref by its full name (a commit has none but its id). */
  readonly repositories: Record<
    string,
    { readonly origin: Origin; readonly sha: string; readonly fullRef: string }
  >;
  /** Our own stand-ins for actions of GitHub's: `owner/repo@ref` → which. */
  readonly builtIn: Record<string, 'checkout'>;
  readonly failures: string[];
}

/** Reads every called workflow and every action that a workflow leads to, from the stand-in's own repositories. */
export async function gatherSources(world: World, origin: Origin, content: Yaml): Promise<GatheredSources> {
  const gathered: GatheredSources = {
    workflows: {},
    actions: {},
    repositories: {},
    builtIn: {},
    failures: [],
  };
  await gatherWorkflow(world, gathered, origin, content);
  return gathered;
}

async function gatherWorkflow(
  world: World,
  gathered: GatheredSources,
  origin: Origin,
  content: Yaml,
): Promise<void> {
  for (const job of Object.values((content['jobs'] ?? {}) as Record<string, Yaml>)) {
    if (typeof job['uses'] === 'string') await gatherCall(world, gathered, workflowUses(job['uses'], origin));
    for (const step of (job['steps'] ?? []) as Yaml[])
      if (typeof step['uses'] === 'string')
        await gatherAction(world, gathered, stepUses(step['uses'], origin));
  }
}

async function gatherCall(world: World, gathered: GatheredSources, uses: string): Promise<void> {
  if (uses in gathered.workflows) return;
  const file = await readRemote(world, gathered, uses, '');
  if (!file) return;
  const content = parse(file.text) as Yaml;
  gathered.workflows[uses] = content;
  await gatherWorkflow(world, gathered, file.origin, content);
}

async function gatherAction(world: World, gathered: GatheredSources, uses: string): Promise<void> {
  const parsed = parseUses(uses);
  if (!parsed || uses in gathered.actions) return;
  if (parsed.repository.toLowerCase() === 'actions/checkout') {
    gathered.builtIn[`${parsed.repository}@${parsed.ref}`] = 'checkout';
    gathered.actions[uses] = parse(
      await readFile(join(import.meta.dirname, 'checkout/action.yml'), 'utf8'),
    ) as Yaml;
    return;
  }
  const folder = parsed.path === '' ? '' : `${parsed.path}/`;
  const file = await readRemote(
    world,
    gathered,
    formatUses({ ...parsed, path: `${folder}action.yml` }),
    uses,
  );
  if (file) gathered.actions[uses] = parse(file.text) as Yaml;
}

async function readRemote(
  world: World,
  gathered: GatheredSources,
  uses: string,
  shown: string,
): Promise<{ text: string; origin: Origin } | undefined> {
  const parsed = parseUses(uses);
  const missing = (what: string) =>
    void gathered.failures.push(`Unable to resolve '${shown || uses}': ${what}.`);
  if (!parsed) return missing('it is not of the form owner/repo/path@ref');
  const [owner = '', name = ''] = parsed.repository.split('/');
  const repository = world.store.repository(owner, name);
  if (!repository)
    return missing(`the stand-in serves no repository ${parsed.repository}; create it and push it there`);
  const git = world.git(repository);
  const names = [`refs/tags/${parsed.ref}`, `refs/heads/${parsed.ref}`, parsed.ref];
  const resolved = await Promise.all(names.map((name) => git.resolve(name)));
  const at = resolved.findIndex((one) => one !== undefined);
  const [sha, fullRef] = [resolved[at], names[at]];
  if (!sha || !fullRef) return missing(`${parsed.repository} has no ref ${parsed.ref}`);
  const text = await git.read(sha, parsed.path);
  if (text === undefined) return missing(`${parsed.repository} at ${parsed.ref} has no ${parsed.path}`);
  const origin = { repository: parsed.repository, ref: parsed.ref };
  gathered.repositories[`${parsed.repository}@${parsed.ref}`] = { origin, sha, fullRef };
  return { text, origin };
}
