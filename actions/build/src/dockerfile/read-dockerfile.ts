import { detectSyntax } from './directives.ts';
import type { BuildScope, Dockerfile, Instruction } from './dockerfile.ts';
import { argument, asVariable, expand } from './environment.ts';
import { keywords, readInstruction } from './instruction.ts';
import { BadDockerfile, logicalLines } from './lines.ts';
import { platformArguments } from './platform-arguments.ts';
import type { Variable } from './shell-lexer.ts';
import { findStage, reachableFrom, readStages } from './stages.ts';
import { splitWords } from './words.ts';

/** What is known of a build before it reads its Dockerfile. */
export interface BuildFacts {
  buildArgs: ReadonlyMap<string, string>;
  /** Name or index of a stage; the last one by default. */
  target: string | undefined;
  /** Such as `linux/amd64`; what depends on the platform is known for one only. */
  platforms: readonly string[];
}

/**
 * Reads a Dockerfile as BuildKit would for one build. It never fails: what cannot be read is a problem of the result,
 * and docker says it better.
 */
export function readDockerfile(text: string, facts: BuildFacts): Dockerfile {
  const { escapeToken, instructions, problems } = readInstructions(text);
  const firstFrom = instructions.findIndex(({ keyword }) => keyword === 'FROM');
  const head = firstFrom < 0 ? instructions : instructions.slice(0, firstFrom);
  const lastName = instructions.findLast(({ keyword }) => keyword === 'FROM')?.words[2]?.toLowerCase();
  const scope: BuildScope = {
    escapeToken,
    buildArgs: facts.buildArgs,
    globals: globalArguments(head, escapeToken, facts, facts.target || lastName),
  };
  const stages = readStages(instructions, scope);
  const target = facts.target ? findStage(stages, facts.target) : stages.at(-1);
  const syntax = facts.buildArgs.get('BUILDKIT_SYNTAX') || detectSyntax(text);
  return {
    syntax,
    stages,
    target,
    reachable: target === undefined ? [] : reachableFrom(target, { stages, scope }),
    problems: [...problems, ...unknownInstructions(instructions), ...foreignFrontend(syntax)],
    scope,
  };
}

function readInstructions(
  text: string,
): { escapeToken: string; instructions: Instruction[] } & Pick<Dockerfile, 'problems'> {
  try {
    const { escapeToken, lines } = logicalLines(text);
    return {
      escapeToken,
      instructions: lines.map((line) => readInstruction(line, escapeToken)),
      problems: [],
    };
  } catch (error) {
    if (!(error instanceof BadDockerfile)) throw error;
    return { escapeToken: '\\', instructions: [], problems: [{ line: error.line, what: error.message }] };
  }
}

function globalArguments(
  head: readonly Instruction[],
  escapeToken: string,
  { buildArgs, platforms }: BuildFacts,
  target: string | undefined,
): Map<string, Variable> {
  const variables = platformArguments(platforms, target);
  for (const name of variables.keys()) {
    const given = buildArgs.get(name);
    if (given !== undefined) variables.set(name, { value: given });
  }
  for (const { keyword, text } of head) {
    for (const word of keyword === 'ARG' ? splitWords(text, escapeToken) : []) {
      const { name, standard } = argument(word);
      const given = buildArgs.get(name);
      if (given !== undefined) variables.set(name, { value: given });
      else if (standard !== undefined)
        variables.set(name, asVariable(expand(standard, { variables, others: 'unset' }, escapeToken)));
    }
  }
  return variables;
}

function unknownInstructions(instructions: readonly Instruction[]): Dockerfile['problems'] {
  return instructions
    .filter(({ keyword }) => !keywords.has(keyword))
    .map(({ keyword, line }) => ({ line, what: `${keyword} is no instruction` }));
}

/** Another frontend than docker's own gives a file a meaning that is not known here. */
function foreignFrontend(syntax: string | undefined): Dockerfile['problems'] {
  if (syntax === undefined || /(^|\/)docker\/dockerfile(-upstream)?(?=[:@]|$)/.test(syntax)) return [];
  return [{ line: 1, what: `the frontend ${syntax} is not docker/dockerfile` }];
}
