import type { Dockerfile, Instruction } from '../dockerfile/dockerfile.ts';
import type { Finding } from './finding.ts';
import { argumentsOf, baseName, simpleCommands } from './shell.ts';
import { chainInstructions, shellText } from './stage-chain.ts';

/** Names of folders that an app fills while it runs. */
const filled = /^(?:logs?|uploads?|cache|tmp|temp|data|storage|sessions?|spool)$/i;

interface Folder {
  path: string;
  line: number;
}

/**
 * Folders that the Dockerfile makes, or gives to a user, for the app to fill, outside of all VOLUMEs. What the build fills
 * or removes itself does not count, nor do folders of root's in an image that runs as somebody else.
 */
export function writableFolders(dockerfile: Dockerfile, file: string): Finding[] {
  const folders = new Map<string, Folder>();
  const volumes: string[] = [];
  const filledByBuild: string[] = [];
  let workdir = '/';
  for (const instruction of chainInstructions(dockerfile)) {
    const { keyword, words, line } = instruction;
    if (keyword === 'WORKDIR') workdir = absolute(words[0] ?? '', workdir);
    else if (keyword === 'VOLUME') volumes.push(...words.map((word) => absolute(word, '/')));
    else if (keyword === 'COPY' || keyword === 'ADD')
      filledByBuild.push(absolute(words.at(-1) ?? '', workdir));
    else if (keyword === 'RUN') {
      const { given, used } = foldersOfStep(instruction, workdir);
      for (const path of given) if (!folders.has(path)) folders.set(path, { path, line });
      filledByBuild.push(...used);
    }
  }
  const left = [...folders.values()].filter(
    ({ path }) =>
      !volumes.some((volume) => isWithin(path, volume)) &&
      !filledByBuild.some((used) => isWithin(used, path)),
  );
  return left.length === 0 ? [] : [folderFinding(left, file)];
}

/** Folders that a step makes writable, and paths that its other programs work on. */
function foldersOfStep(step: Instruction, workdir: string): { given: string[]; used: string[] } {
  const given: string[] = [];
  const used: string[] = [];
  let here = workdir;
  for (const { words } of simpleCommands(shellText(step))) {
    const [program = '', ...rest] = argumentsOf(words);
    const paths = rest.filter((word) => !word.startsWith('-')).map((word) => absolute(word, here));
    if (program === 'cd') here = paths[0] ?? here;
    else if (givesAway(baseName(program), rest)) given.push(...paths.filter(isFilled));
    else if (baseName(program) !== 'mkdir') used.push(...paths, ...redirections(words, here));
  }
  return { given, used };
}

/** chown to a user, chmod for everyone or the group, `install -d -o user`. */
function givesAway(program: string, rest: readonly string[]): boolean {
  const first = rest.find((word) => !word.startsWith('-')) ?? '';
  if (program === 'chown') return !/^(?:root|0)?(?::(?:root|0))?$/.test(first);
  if (program === 'chmod')
    return /^(?:[0-7]?[0-7]?[2367][0-7]|[0-7]{2,3}[2367]|[agou]*[ago]+\+[rX]*w[xX]*)$/.test(first);
  return program === 'install' && rest.includes('-d') && rest.includes('-o');
}

function isFilled(path: string): boolean {
  return filled.test(baseName(path)) && !/^\/(?:tmp|var\/tmp)(?:\/|$)/.test(path);
}

/** Files that `> file` writes. */
function redirections(words: readonly string[], here: string): string[] {
  return words.flatMap((word) => /^\d*>+(.+)$/.exec(word)?.[1] ?? []).map((path) => absolute(path, here));
}

function absolute(path: string, from: string): string {
  const whole = path.startsWith('/') ? path : `${from}/${path}`;
  const parts: string[] = [];
  for (const part of whole.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}

function folderFinding(folders: readonly Folder[], file: string): Finding {
  const paths = folders.map(({ path }) => path).join(', ');
  return {
    rule: 'writes-outside-volumes',
    what: `the app is to write into ${paths}, outside of all volumes`,
    why: 'What it writes there is gone with each deploy and restart, counts against the disk of the node, and fails with `readOnlyRootFilesystem: true` ("Read-only file system").',
    next: 'Declare it (`VOLUME`), and mount an `emptyDir` there for what may go, a PersistentVolumeClaim for what must stay; logs belong to standard output.',
    place: { file, line: folders[0]?.line },
  };
}
