import type { Base, BuildScope, Dockerfile, Instruction, Stage } from './dockerfile.ts';
import { type Environment, executedBy, expand } from './environment.ts';
import { gap } from './flags.ts';
import { sourcesFrom } from './sources-from.ts';

/** Groups the instructions below each FROM. */
export function readStages(instructions: readonly Instruction[], scope: BuildScope): Stage[] {
  const stages: Stage[] = [];
  instructions.forEach((instruction, at) => {
    if (instruction.keyword !== 'FROM') return;
    const rest = instructions.slice(at + 1);
    const end = rest.findIndex(({ keyword }) => keyword === 'FROM');
    stages.push(readStage(instruction, end < 0 ? rest : rest.slice(0, end), stages, scope));
  });
  return stages;
}

function readStage(
  from: Instruction,
  instructions: readonly Instruction[],
  before: readonly Stage[],
  { escapeToken, globals }: BuildScope,
): Stage {
  const environment: Environment = { variables: globals, others: 'unset' };
  const [image = '', as, name] = from.text.split(gap);
  const [platform] = from.flags.get('platform') ?? [];
  const expanded = platform === undefined ? undefined : expand(platform, environment, escapeToken);
  return {
    index: before.length,
    name: as?.toLowerCase() === 'as' ? name : undefined,
    base: readBase(image, expand(image, environment, escapeToken), before),
    platform: expanded !== undefined && 'text' in expanded ? expanded.text : platform,
    line: from.line,
    instructions,
  };
}

function readBase(written: string, expanded: ReturnType<typeof expand>, before: readonly Stage[]): Base {
  if ('why' in expanded) return { kind: 'unknown', text: written, why: expanded.why };
  if (expanded.text === '') return { kind: 'unknown', text: written, why: 'it is empty' };
  const stage = before.findLast((each) => sameName(each, expanded.text));
  if (stage !== undefined) return { kind: 'stage', index: stage.index };
  return expanded.text === 'scratch' ? { kind: 'scratch' } : { kind: 'image', reference: expanded.text };
}

const sameName = ({ name }: Stage, text: string) => name?.toLowerCase() === text.toLowerCase();

/** The stage that a name or index stands for; names are not case-sensitive, and the last of several counts. */
export function findStage(stages: readonly Stage[], text: string): Stage | undefined {
  return (
    stages.findLast((stage) => sameName(stage, text)) ??
    (/^\d+$/.test(text) ? stages[Number(text)] : undefined)
  );
}

/** The stages that a target is made of, itself among them, in the order of the file. */
export function reachableFrom(target: Stage, dockerfile: Pick<Dockerfile, 'stages' | 'scope'>): Stage[] {
  const { stages } = dockerfile;
  const found = new Set<Stage>();
  const visit = (stage: Stage | undefined): void => {
    if (stage === undefined || found.has(stage)) return;
    found.add(stage);
    if (stage.base.kind === 'stage') visit(stages[stage.base.index]);
    for (const instruction of executedBy(stage, dockerfile))
      for (const from of sourcesFrom(instruction)) visit(findStage(stages, from));
  };
  visit(target);
  return stages.filter((stage) => found.has(stage));
}
