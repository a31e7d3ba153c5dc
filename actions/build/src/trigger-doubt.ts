import { type BuildFacts, readDockerfile } from './dockerfile/read-dockerfile.ts';
import { sourcesFrom } from './dockerfile/sources-from.ts';
import { unpinnedRemotes } from './dockerfile/unpinned-remotes.ts';

/**
 * Why ONBUILD triggers of an image may do more than read files of the context; undefined when they may not.
 * @param reference of the image, with an environment that is not known here
 */
export function triggerDoubt(
  reference: string,
  triggers: readonly string[],
  facts: BuildFacts,
): string | undefined {
  const doubt = (why: string) => `an ONBUILD trigger of ${reference} ${why}`;
  const dockerfile = readDockerfile(`FROM ${reference}\n${triggers.join('\n')}\n`, facts);
  const instructions = dockerfile.stages.flatMap((stage) => stage.instructions);
  // The builder reads each for itself: one that swallows the next here is another one there.
  const oneEach = dockerfile.stages.length === 1 && instructions.length === triggers.length;
  const [problem] = dockerfile.problems;
  if (problem !== undefined || !oneEach) return doubt(`cannot be read${problem ? `: ${problem.what}` : ''}`);
  // A name may be a stage of the Dockerfile above, which is then made of more than it says.
  const [from] = instructions.flatMap(sourcesFrom);
  if (from !== undefined) return doubt(`reads from another image: ${from}`);
  const [remote] = unpinnedRemotes(dockerfile);
  return remote && doubt(`fetches by ADD what nothing pins: ${remote.text}`);
}
