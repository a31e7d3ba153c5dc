import { parseArgs } from 'node:util';
import { type Kind, kinds } from './init/detect/recipe.ts';
import type { InitOptions } from './init/plan.ts';
import { usageFailure } from './usage.ts';

export interface InitArguments extends InitOptions {
  command: 'init';
  dir: string;
  dryRun: boolean;
  yes: boolean;
  json: boolean;
}

export interface DoctorArguments {
  command: 'doctor';
  dir: string;
  environment: string;
  kubeconfig: string | undefined;
  offline: boolean;
  json: boolean;
}

export type Arguments = InitArguments | DoctorArguments | { command: 'help' } | { command: 'version' };

const both = {
  dir: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;
const options = {
  init: {
    ...both,
    org: { type: 'string' },
    app: { type: 'string' },
    kind: { type: 'string' },
    entry: { type: 'string' },
    port: { type: 'string' },
    health: { type: 'string' },
    overwrite: { type: 'string', multiple: true },
    'dry-run': { type: 'boolean' },
    yes: { type: 'boolean', short: 'y' },
  },
  doctor: {
    ...both,
    environment: { type: 'string' },
    kubeconfig: { type: 'string' },
    offline: { type: 'boolean' },
  },
} as const;

type Values = Record<string, string | boolean | readonly string[] | undefined>;

/** Reads a command line; throws one Failure (`bad-usage`) with all that is wrong with it. */
export function readArguments(argv: readonly string[]): Arguments {
  if (argv.includes('--help') || argv.includes('-h')) return { command: 'help' };
  if (argv.includes('--version')) return { command: 'version' };
  const [command, ...rest] = argv;
  if (command !== 'init' && command !== 'doctor')
    throw usageFailure([
      command === undefined
        ? 'no command was given, expected init or doctor'
        : `${JSON.stringify(command)} is no command, expected init or doctor`,
    ]);
  const { values, problems } = parse(command, rest);
  const read = command === 'init' ? readInit(values, problems) : readDoctor(values);
  if (problems.length > 0) throw usageFailure(problems);
  return read;
}

/** Every token is looked at by itself, so that all problems are found, not only the first. */
function parse(command: 'init' | 'doctor', args: readonly string[]): { values: Values; problems: string[] } {
  const known: Record<string, { type: 'string' | 'boolean'; multiple?: boolean }> = options[command];
  const { values, tokens } = parseArgs({
    args: [...args],
    options: options[command],
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const problems = tokens.flatMap((token): string[] => {
    if (token.kind === 'positional') return [`${JSON.stringify(token.value)} is not expected here`];
    if (token.kind !== 'option') return [];
    const option = known[token.name];
    if (option === undefined) return [`${token.rawName} is no option of ${command}`];
    if (option.type === 'boolean' && token.value !== undefined)
      return [`${token.rawName} takes no value, it has ${JSON.stringify(token.value)}`];
    if (option.type === 'string' && (token.value ?? '') === '') return [`${token.rawName} needs a value`];
    if (option.type === 'string' && !token.inlineValue && token.value?.startsWith('--'))
      return [`${token.rawName} needs a value, and ${token.value} looks like the next option`];
    return [];
  });
  return { values: values as Values, problems };
}

const name = /^[a-z0-9]([-a-z0-9]{0,51}[a-z0-9])?$/;
const organisation = /^[A-Za-z0-9][A-Za-z0-9_-]{0,38}$/;

function readInit(values: Values, problems: string[]): InitArguments {
  const text = (key: string) => (typeof values[key] === 'string' ? values[key] : undefined);
  const expect = (key: string, valid: (value: string) => boolean, expected: string) => {
    const value = text(key);
    if (value !== undefined && value !== '' && !valid(value))
      problems.push(`--${key} is ${JSON.stringify(value)}, expected ${expected}`);
  };
  expect('org', (value) => organisation.test(value), 'the name of an organisation, such as acme');
  expect('app', (value) => name.test(value), 'lower-case letters, digits and dashes, such as web-service');
  expect('kind', (value) => (kinds as readonly string[]).includes(value), `one of ${kinds.join(', ')}`);
  expect('port', isPort, 'a number from 1 to 65535, such as 8080');
  expect('health', (value) => /^\/[\w./~-]*$/.test(value), 'a path such as /healthz');
  expect('entry', isInside, 'a path inside the folder, such as server.js');
  const port = text('port');
  const overwrite = values['overwrite'];
  return {
    command: 'init',
    dir: text('dir') ?? '.',
    org: text('org'),
    app: text('app'),
    kind: text('kind') as Kind | undefined,
    entry: text('entry'),
    port: port === undefined ? undefined : Number(port),
    health: text('health'),
    overwrite: Array.isArray(overwrite) ? overwrite.filter((path) => typeof path === 'string') : [],
    dryRun: values['dry-run'] === true,
    yes: values['yes'] === true,
    json: values['json'] === true,
  };
}

function isPort(value: string): boolean {
  return /^\d{1,5}$/.test(value) && Number(value) > 0 && Number(value) < 65_536;
}

/** It becomes a word of a Dockerfile. */
function isInside(value: string): boolean {
  return /^[\w.@/+-]+$/.test(value) && !value.startsWith('/') && !value.split('/').includes('..');
}

function readDoctor(values: Values): DoctorArguments {
  const text = (key: string) => (typeof values[key] === 'string' ? values[key] : undefined);
  return {
    command: 'doctor',
    dir: text('dir') ?? '.',
    environment: text('environment') ?? 'production',
    kubeconfig: text('kubeconfig'),
    offline: values['offline'] === true,
    json: values['json'] === true,
  };
}
