import { dirname, join, normalize } from 'node:path/posix';
import { type ModuleSyntax, readSyntax } from './syntax.ts';

/** What each room may import, besides itself; `node` and third-party modules are ruled by `purityProblems`. */
const allowedRooms: Readonly<Record<string, readonly string[]>> = {
  core: [],
  kubernetes: ['core'],
  probe: ['core', 'kubernetes'],
  cli: ['core', 'kubernetes', 'probe'],
  action: ['core', 'kubernetes', 'probe'],
  testbed: ['core', 'kubernetes', 'probe', 'tooling'],
  tooling: ['core', 'kubernetes', 'probe', 'testbed', 'action'],
  bench: ['core', 'kubernetes', 'probe', 'testbed', 'tooling', 'action'],
};

/** Globals that reach the clock, the network, the process or chance. */
const impureGlobals = new Set([
  'process',
  'Date',
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'performance',
  'crypto',
  'globalThis',
  'require',
]);

/** Third-party modules that do I/O: only adapters and the rooms made of them may load them. */
const adapterModules = /^(node:|@actions\/|undici|@workaday\/core\/node)/;

/** What is wrong with one source file, as `path:line: sentence`; empty when nothing is. */
export function architectureProblems(path: string, code: string): string[] {
  const syntax = readSyntax(code);
  return [...roomProblems(path, syntax), ...purityProblems(path, syntax)];
}

function roomProblems(path: string, { imports }: ModuleSyntax): string[] {
  const own = roomOf(path);
  if (own === undefined) return [`${path}:1: lies in no known room; name it in architecture/rules.ts`];
  return imports.flatMap(({ specifier, line }) => {
    const target = targetOf(path, specifier);
    if (target === undefined || target.folder === own.folder) return [];
    const allowed = allowedRooms[own.room]?.includes(target.room) ?? false;
    const direct = specifier.startsWith('.');
    if (allowed && !(direct && !isDevelopmentOnly(own.room))) return [];
    const why = allowed ? 'by its path; use the package name' : `which ${own.room} may not use`;
    return [`${path}:${line}: imports ${specifier}, ${why}`];
  });
}

/** Files of an action that read and act through ports: they may turn a port's milliseconds into a date. */
const throughPorts = /^actions\/[^/]+\/src\/(facts|apply|run)[^/]*\.ts$/;

/** Files of the command that read, write or ask; all others decide on plain data. */
const commandAdapters = /(^|\/)(main|run|arguments|node-20|read-[^/]+)\.ts$/;

/**
 * Inside an action only main.ts and post.ts touch adapters; every other file works on plain data and ports.
 * `@workaday/core` itself is loaded by all of them, so its entry must stay pure too: its adapters live in node/ and github/client.ts.
 */
function purityProblems(path: string, { imports, globals }: ModuleSyntax): string[] {
  if (!mustBePure(path)) return [];
  const loaded = imports
    .filter(({ specifier, typeOnly }) => !typeOnly && adapterModules.test(specifier))
    .map(({ specifier, line }) => `${path}:${line}: loads ${specifier}, which only an adapter may`);
  const entries = imports
    .filter(({ specifier }) => /^\.\/(main|post)\.ts$/.test(specifier))
    .map(({ specifier, line }) => `${path}:${line}: imports ${specifier}, which ties adapters to it`);
  const reached = globals
    .filter(({ name, converts }) => impureGlobals.has(name) && !(converts && throughPorts.test(path)))
    .map(({ name, line }) => `${path}:${line}: uses ${name}; take it through a port or as a value`);
  return [...loaded, ...entries, ...reached];
}

function mustBePure(path: string): boolean {
  const inAction = /^actions\/[^/]+\/src\/(.+)$/.exec(path)?.[1];
  if (inAction !== undefined) return inAction !== 'main.ts' && inAction !== 'post.ts';
  const inCommand = /^packages\/cli\/src\/(.+)$/.exec(path)?.[1];
  if (inCommand !== undefined) return !commandAdapters.test(inCommand);
  const inCore = /^packages\/core\/src\/(.+)$/.exec(path)?.[1];
  return inCore !== undefined && !inCore.startsWith('node/') && inCore !== 'github/client.ts';
}

interface Room {
  room: string;
  /** Top folder, e.g. `actions/version`. */
  folder: string;
}

function roomOf(path: string): Room | undefined {
  if (path.startsWith('bench/')) return { room: 'bench', folder: 'bench' };
  const [, kind, name = ''] = /^(packages|actions)\/([^/]+)/.exec(path) ?? [];
  if (kind === 'actions') return { room: 'action', folder: `actions/${name}` };
  return name in allowedRooms && name !== 'action' ? { room: name, folder: `packages/${name}` } : undefined;
}

function targetOf(path: string, specifier: string): Room | undefined {
  if (specifier.startsWith('.')) return roomOf(normalize(join(dirname(path), specifier)));
  const [, name] = /^@workaday\/([^/]+)/.exec(specifier) ?? [];
  if (name === undefined) return undefined;
  return roomOf(name.startsWith('action-') ? `actions/${name.slice('action-'.length)}` : `packages/${name}`);
}

function isDevelopmentOnly(room: string): boolean {
  return room === 'testbed' || room === 'tooling' || room === 'bench';
}
