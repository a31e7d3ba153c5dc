// npx @workaday/cli init | doctor
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { errorMessage, Failure, logText } from '@workaday/core';
import './node-20.ts';
import type { Answer } from './answer.ts';
import { type Arguments, readArguments } from './arguments.ts';
import { badUsage, usage, usageFailure } from './usage.ts';
import { version } from './version.ts';

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  const json = argv.includes('--json');
  try {
    const args = readArguments(argv);
    const { text, json: object, exitCode } = await answer(args);
    process.stdout.write(json ? `${JSON.stringify(object, null, 2)}\n` : text);
    return exitCode;
  } catch (error) {
    tellFailure(error, json);
    return error instanceof Failure && error.parts.reason === badUsage ? 2 : 1;
  }
}

async function answer(args: Arguments): Promise<Answer> {
  if (args.command === 'help') return { text: usage, json: { usage }, exitCode: 0 };
  if (args.command === 'version') return { text: `${version}\n`, json: { version }, exitCode: 0 };
  if (!existsSync(args.dir)) throw usageFailure([`--dir names ${args.dir}, which does not exist`]);
  if (args.command === 'doctor') {
    const { runDoctor } = await import('./doctor/run.ts');
    return runDoctor(args, process.env);
  }
  const { runInit } = await import('./init/run.ts');
  const root = resolve(args.dir);
  return runInit(args, {
    write: async (path, content, replace) => {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content, { flag: replace ? 'w' : 'wx' });
    },
    ask: process.stdin.isTTY && process.stdout.isTTY ? ask : undefined,
  });
}

async function ask(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${logText(question)} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}

function tellFailure(error: unknown, json: boolean): void {
  const {
    what,
    why,
    next,
    problems = [],
  } = error instanceof Failure
    ? error.parts
    : {
        what: errorMessage(error),
        why: undefined,
        next: 'This is a mistake of the program: please report it.',
      };
  if (json) {
    const object = { error: { what, why, next, problems } };
    process.stdout.write(`${JSON.stringify(object, null, 2)}\n`);
    return;
  }
  const lines = problems.length > 1 ? problems.map((problem) => `  - ${problem.what}`) : [`  ${what}`];
  process.stderr.write(
    logText(
      `workaday: this could not be done:\n${lines.join('\n')}\n${why ? `Why: ${why}\n` : ''}What to do: ${next}\n`,
    ),
  );
}
