import type { BuildScope, Dockerfile, Instruction, Stage } from './dockerfile.ts';
import { triggerOf } from './instruction.ts';
import { lex, Unexpandable, type Variable } from './shell-lexer.ts';
import { keyValues, splitWords } from './words.ts';

/** Variables at one place of a stage. */
export interface Environment {
  variables: ReadonlyMap<string, Variable>;
  /** What any other name is: an image base may set whatever it likes. */
  others: 'unset' | 'unknown';
}

export type Expanded = { text: string } | { why: string };

/** A word with its variables expanded and its quotes removed, or why that is not known before the build. */
export function expand(word: string, { variables, others }: Environment, escapeToken: string): Expanded {
  try {
    const lookup = (name: string) => variables.get(name) ?? others;
    return { text: lex(word, { escapeToken, lookup, raw: false }).text };
  } catch (error) {
    if (error instanceof Unexpandable) return { why: error.message };
    throw error;
  }
}

/** What a stage executes: the deferred instructions of the stage below it, then its own. */
export function executedBy(stage: Stage, { stages, scope }: Pick<Dockerfile, 'stages' | 'scope'>) {
  const below = stage.base.kind === 'stage' ? (stages[stage.base.index]?.instructions ?? []) : [];
  const triggers = below.filter(({ keyword }) => keyword === 'ONBUILD');
  return [...triggers.map((onbuild) => triggerOf(onbuild, scope.escapeToken)), ...stage.instructions];
}

/** Each instruction that a stage executes with the variables that hold at its place, and those at the end. */
export function withEnvironments(
  stage: Stage,
  dockerfile: Pick<Dockerfile, 'stages' | 'scope'>,
): { steps: { instruction: Instruction; environment: Environment }[]; last: Environment } {
  let environment = environmentBelow(stage, dockerfile);
  const steps = executedBy(stage, dockerfile).map((instruction) => {
    const step = { instruction, environment };
    environment = after(instruction, environment, dockerfile.scope);
    return step;
  });
  return { steps, last: environment };
}

function environmentBelow({ base }: Stage, dockerfile: Pick<Dockerfile, 'stages' | 'scope'>): Environment {
  const below = base.kind === 'stage' ? dockerfile.stages[base.index] : undefined;
  if (below !== undefined) return withEnvironments(below, dockerfile).last;
  return { variables: new Map([['PATH', 'unknown']]), others: base.kind === 'scratch' ? 'unset' : 'unknown' };
}

function after(instruction: Instruction, environment: Environment, scope: BuildScope): Environment {
  if (instruction.keyword === 'ARG')
    return splitWords(instruction.text, scope.escapeToken).reduce(
      (before, word) => declare(word, before, scope),
      environment,
    );
  if (instruction.keyword !== 'ENV') return environment;
  const pairs = keyValues(instruction.text, scope.escapeToken);
  // A line that cannot be read may set anything.
  if (pairs === undefined) return { variables: new Map(), others: 'unknown' };
  const known = (word: string) => asVariable(expand(word, environment, scope.escapeToken));
  const names = pairs.map(([name]) => known(name));
  if (names.includes('unknown')) return { variables: new Map(), others: 'unknown' };
  const set = pairs.map(([, value], index): [string, Variable] => [textOf(names[index]) ?? '', known(value)]);
  return { ...environment, variables: new Map([...environment.variables, ...set]) };
}

/** One word of ARG: `NAME` or `NAME=default`. */
function declare(word: string, environment: Environment, { buildArgs, globals, escapeToken }: BuildScope) {
  const { name, standard } = argument(word);
  const given = buildArgs.get(name);
  const value: Variable | undefined =
    given !== undefined
      ? { value: given }
      : standard === undefined
        ? globals.get(name)
        : asVariable(expand(standard, environment, escapeToken));
  if (value === undefined || value === 'unset') return environment;
  return { ...environment, variables: new Map([...environment.variables, [name, value]]) };
}

/** Name and default value, as written, of one word of ARG. */
export function argument(word: string): { name: string; standard: string | undefined } {
  const equals = word.indexOf('=');
  if (equals < 0) return { name: word, standard: undefined };
  return { name: word.slice(0, equals), standard: word.slice(equals + 1) };
}

export const asVariable = (expanded: Expanded): Variable =>
  'text' in expanded ? { value: expanded.text } : 'unknown';

const textOf = (variable: Variable | undefined) =>
  typeof variable === 'object' ? variable.value : undefined;
