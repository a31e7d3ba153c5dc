import { logText } from '@workaday/core';
import type { DoneFile } from './apply.ts';
import type { Plan } from './plan.ts';

/** What was done, for people. */
export function initText({ app, found, warnings, next }: Plan, files: readonly DoneFile[]): string {
  const changed = files.some(({ done }) => done !== 'kept' && done !== 'unchanged');
  const lines = [
    `${app}: ${found}.`,
    '',
    ...files.flatMap(fileLines),
    ...(changed ? [] : ['', 'Nothing to do: every file is there already, and none was changed.']),
    ...section('Look at this:', warnings),
    ...section('What remains:', next),
  ];
  return logText(`${lines.join('\n')}\n`);
}

function fileLines(file: DoneFile): string[] {
  const { path, done, why, state } = file;
  const left =
    state === 'differs' && done === 'kept'
      ? [`It exists, and was left alone; \`--overwrite ${path}\` would replace it.`]
      : [];
  const told = done === 'unchanged' ? [] : state === 'differs' && done === 'kept' ? left : why;
  return [`  ${path}: ${done}`, ...told.map((sentence) => `    ${sentence}`)];
}

function section(title: string, sentences: readonly string[]): string[] {
  return sentences.length === 0 ? [] : ['', title, ...sentences.map((sentence) => `  - ${sentence}`)];
}

/** The same for programs. */
export function initJson({ app, found, warnings, next }: Plan, files: readonly DoneFile[]): object {
  return {
    command: 'init',
    app,
    found,
    files: files.map(({ path, done, state, why }) => ({ path, done, existed: state !== 'missing', why })),
    warnings,
    next,
  };
}
