import { copiedSources, isGit, isRemote } from '../dockerfile/copied.ts';
import type { Dockerfile, Instruction } from '../dockerfile/dockerfile.ts';
import { type Environment, type Expanded, expand, withEnvironments } from '../dockerfile/environment.ts';
import { mountFields } from '../dockerfile/sources-from.ts';
import { cleanPath } from './clean-path.ts';

/** A part of the build context that a build reads. */
export interface ContextPath {
  /** Relative to the context; `*` and `?` match within one name; '' is everything. */
  pattern: string;
  /**
   * The modes of the folders on the way that count, too: those with more than so many names in their path; undefined
   * when none does.
   */
  foldersBelow: number | undefined;
  /** Whether the mode of a folder that is named counts; COPY takes only what it holds. */
  ownMode: boolean;
  line: number;
}

/** What the reachable stages read from the build context; rather more than less. */
export function contextPaths(dockerfile: Dockerfile): ContextPath[] {
  const { escapeToken } = dockerfile.scope;
  const paths = dockerfile.reachable.flatMap((stage) =>
    withEnvironments(stage, dockerfile).steps.flatMap(({ instruction, environment }) =>
      readBy(instruction, environment, escapeToken).map((path) => ({ ...path, line: instruction.line })),
    ),
  );
  const [problem] = dockerfile.problems;
  return problem === undefined ? paths : [...paths, { ...everything, line: problem.line }];
}

type Read = Omit<ContextPath, 'line'>;

const everything: Read = { pattern: '', foldersBelow: undefined, ownMode: true };

/** The context as a whole. */
export const wholeContext: readonly ContextPath[] = [{ ...everything, line: 0 }];

function readBy(instruction: Instruction, environment: Environment, escapeToken: string): Read[] {
  const { keyword, flags } = instruction;
  if (keyword === 'RUN')
    return (flags.get('mount') ?? []).flatMap((mount) => mounted(mount, environment, escapeToken));
  if (keyword !== 'COPY' && keyword !== 'ADD') return [];
  if (flags.get('from')?.some(Boolean)) return [];
  const sources = copiedSources(instruction, environment, escapeToken);
  const local = sources.filter(
    (source) => !('text' in source && keyword === 'ADD' && isFetched(source.text)),
  );
  const parents = flags.has('parents') && !flags.get('parents')?.includes('false');
  return local.map((source) => (parents ? withParents(source) : plain(source)));
}

/** An SCP-like name could still be a file for an older builder. */
const isFetched = (source: string) => isRemote(source) && (source.includes('://') || !isGit(source));

function plain(source: Expanded): Read {
  return { pattern: patternOf(source, /[[\\]/), foldersBelow: undefined, ownMode: false };
}

/** `--parents`: folders are copied with what they hold, from the `/./` on where there is one. */
function withParents(source: Expanded): Read {
  const pivot = 'text' in source ? source.text.indexOf('/./') : -1;
  const above = 'text' in source && pivot >= 0 ? cleanPath(`/${source.text.slice(0, pivot)}`) : '/';
  return {
    pattern: patternOf(source, /[[\\{|}^]|\*\*/),
    foldersBelow: above.split('/').filter(Boolean).length,
    ownMode: true,
  };
}

/** What a source names in the context, cut off above the first name that `unclear` matches. */
function patternOf(source: Expanded, unclear: RegExp): string {
  if ('why' in source || source.text.includes('\uFFFD')) return '';
  const names = cleanPath(`/${source.text}`).split('/').slice(1);
  const end = names.findIndex((name) => unclear.test(name));
  return (end < 0 ? names : names.slice(0, end)).join('/');
}

function mounted(mount: string, environment: Environment, escapeToken: string): Read[] {
  // A quoted field may hold a comma: then its parts mean nothing.
  if (/["']/.test(mount)) return [everything];
  const fields = mountFields(mount);
  if (fields.get('from')) return [];
  const value = (name: string) => expand(fields.get(name) ?? '', environment, escapeToken);
  const type = value('type');
  if ('text' in type && !['', 'bind'].includes(type.text.toLowerCase())) return [];
  const source = fields.has('source') ? value('source') : value('src');
  return [{ pattern: patternOf(source, /[*?[\\]/), foldersBelow: undefined, ownMode: true }];
}
