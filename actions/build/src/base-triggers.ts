import { type BaseRegistries, baseConfigs, basePlatforms } from './base-configs.ts';
import { baseReferences } from './dockerfile/base-references.ts';
import type { Dockerfile } from './dockerfile/dockerfile.ts';
import type { BuildFacts } from './dockerfile/read-dockerfile.ts';
import type { Source } from './source/source.ts';
import { triggerDoubt } from './trigger-doubt.ts';

/** What of a source says which images it is built on. */
type Built = Pick<Source, 'bases' | 'dockerfile'>;

/**
 * Whether an image that a build is on has ONBUILD triggers, which read files that no line of the Dockerfile names; a
 * sentence when that cannot be told, or when they do more than that.
 */
export async function haveTriggers(
  { bases, dockerfile }: Built,
  facts: BuildFacts,
  registries: BaseRegistries,
): Promise<boolean | { unknown: string }> {
  const triggering = triggeringReferences(dockerfile);
  const platforms = basePlatforms(dockerfile, facts.platforms);
  const answers = await Promise.all(
    bases
      .filter(({ reference }) => triggering.has(reference))
      .map(async (base) => {
        const configs = await baseConfigs(base, platforms, registries);
        const all = configs?.map(({ config }) => config?.OnBuild ?? []);
        if (!all?.every(areTexts))
          return { unknown: `the configuration of ${base.reference} cannot be read` };
        const doubts = all.map((triggers) => triggerDoubt(base.reference, triggers, facts));
        const unknown = doubts.find((doubt) => doubt !== undefined);
        return unknown === undefined ? all.some((triggers) => triggers.length > 0) : { unknown };
      }),
  );
  return answers.find((answer) => typeof answer !== 'boolean') ?? answers.includes(true);
}

/** Images whose triggers a build may execute: the frontend of `# syntax=` is none. */
function triggeringReferences(dockerfile: Dockerfile): ReadonlySet<string> {
  const { references } = baseReferences({ ...dockerfile, syntax: undefined });
  return new Set(references.map(({ reference }) => reference));
}

/** A registry sends what it likes. */
function areTexts(list: unknown): boolean {
  return Array.isArray(list) && list.every((each) => typeof each === 'string');
}
