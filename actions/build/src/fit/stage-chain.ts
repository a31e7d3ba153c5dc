import type { Dockerfile, Instruction, Stage } from '../dockerfile/dockerfile.ts';

/** The stages whose layers are in the image: the target last, before it what it is FROM. */
export function stageChain({ stages, target }: Dockerfile): Stage[] {
  const chain: Stage[] = [];
  for (let stage = target; stage !== undefined; ) {
    chain.unshift(stage);
    stage = stage.base.kind === 'stage' ? stages[stage.base.index] : undefined;
  }
  return chain;
}

/** All that is done in the image, in order. */
export function chainInstructions(dockerfile: Dockerfile): Instruction[] {
  return stageChain(dockerfile).flatMap((stage) => stage.instructions);
}

/** The shell text of an instruction: its words in exec form, bodies of here-documents included. */
export function shellText({ form, words, text, heredocs }: Instruction): string {
  return [form === 'exec' ? words.join(' ') : text, ...heredocs].join('\n');
}
