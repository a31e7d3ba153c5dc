import { argumentsOf, baseName, type SimpleCommand, simpleCommands } from './shell.ts';

/** What a container starts, seen through wrappers. */
export interface ProcessOne {
  /** Program and arguments that do the work. */
  argv: readonly string[];
  /** An init such as tini is process 1, and hands signals on. */
  underInit: boolean;
  /** The shell that runs a text, and what the text calls. */
  shell: { name: string; text: string; commands: readonly SimpleCommand[] } | undefined;
}

const inits = new Set(['tini', 'tini-static', 'dumb-init', 'catatonit', 'docker-init']);
const initOptionsWithValue = new Set(['-p', '-e', '-r', '--rewrite']);
const shells = new Set(['sh', 'ash', 'dash', 'bash', 'ksh', 'zsh']);

/** Entrypoint and command, as docker and Kubernetes join them. */
export function processOne(argv: readonly string[]): ProcessOne {
  let rest = argumentsOf(argv);
  let underInit = false;
  for (let inner = unwrapped(rest); inner !== undefined; inner = unwrapped(rest)) {
    underInit ||= inits.has(baseName(rest[0] ?? ''));
    rest = inner;
  }
  const name = baseName(rest[0] ?? '');
  const option = shells.has(name)
    ? rest.findIndex((word, index) => index > 0 && /^-[a-z]*c$/.test(word))
    : -1;
  if (option < 0) return { argv: rest, underInit, shell: undefined };
  const text = rest[option + 1] ?? '';
  return { argv: rest, underInit, shell: { name, text, commands: simpleCommands(text) } };
}

/** The command behind a program that only replaces itself with it, or hands all signals on; undefined when it is none. */
function unwrapped(argv: readonly string[]): readonly string[] | undefined {
  const name = baseName(argv[0] ?? '');
  // The official images' own script ends with `exec "$@"`.
  if (name === 'docker-entrypoint.sh') return nonEmpty(argv.slice(1));
  if (name === 'gosu' || name === 'su-exec') return nonEmpty(argv.slice(2));
  if (name === 'env') return nonEmpty(argumentsOf(argv.slice(1)));
  if (!inits.has(name)) return undefined;
  let at = 1;
  while (argv[at]?.startsWith('-') && argv[at] !== '--')
    at += initOptionsWithValue.has(argv[at] ?? '') ? 2 : 1;
  return nonEmpty(argv.slice(argv[at] === '--' ? at + 1 : at));
}

function nonEmpty(argv: readonly string[]): readonly string[] | undefined {
  return argv.length > 0 ? argv : undefined;
}

/** Every program call of the container's command: one, or those of a shell text. */
export function startedCommands({ argv, shell }: ProcessOne): readonly SimpleCommand[] {
  return shell?.commands ?? [{ words: argv, operator: '' }];
}
