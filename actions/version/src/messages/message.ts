import { type DividedText, divide } from './body.ts';
import { isDependencyUpdate } from './dependency-update.ts';
import { breakingText, doubtsAboutFooters, type Footer, readFooters, releaseAs } from './footers.ts';
import { doubtAboutHeader, type Header, readHeader, splitPull } from './header.ts';
import {
  type RevertHeader,
  readRevertHeader,
  referencedShas,
  revertedPull,
  revertedShas,
} from './undoing.ts';

/** A commit message, or a part of one, as Conventional Commits 1.0.0 reads it. */
export interface Message {
  kind: 'conventional' | 'revert' | 'merge' | 'unreadable';
  /** First line, as it stands. */
  header: string;
  /** Lower-case; `revert` for a revert; empty for a merge and for what cannot be read. */
  type: string;
  scope: string;
  /** The description, without the `(#12)` that GitHub appends. */
  subject: string;
  /** The pull request that the header names: `… (#12)` or `Merge pull request #12 from …`. */
  pull: number | undefined;
  /** What breaks, as the footers or the header say it; empty when nothing does. */
  breaking: string;
  /** What it takes back; only of a revert. */
  undoes: Undoing | undefined;
  /** Value of the last `Release-As` footer, as it stands. */
  releaseAs: string | undefined;
  /** The pull request's title in the body of a merge commit, when it is conventional. */
  title: Message | undefined;
  /** What looks meant but does not count, e.g. a plural footer; one sentence each. */
  doubts: readonly string[];
}

/** What a revert says it takes back. */
export interface Undoing {
  /** Commits, at least 7 hexadecimal digits each, lower-case. */
  shas: readonly string[];
  /** `Reverts owner/repo#10`; the repository is empty in `Reverts #10`. */
  pull: { repository: string; number: number } | undefined;
  /** The quoted header: `feat: x` of `Revert "feat: x"`. */
  header: string;
  /** What comes back, when it is itself a revert that is taken back. */
  restores: Message | undefined;
}

/** A message taken apart, before anything is concluded. */
interface Parts extends DividedText {
  footers: readonly Footer[];
  /** Whether a bot wrote the body, which then quotes others. */
  isUpdate: boolean;
}

/**
 * Reads a message by the letter of Conventional Commits 1.0.0, except where a real breaking change would be lost
 * (see footers.ts) or a quoted one believed (see quoted-text.ts and dependency-update.ts).
 *
 * @param parents how many parents the commit has; a merge says nothing itself unless its header does
 */
export function readMessage(text: string, parents = 1): Message {
  return readDivided(divide(text), parents);
}

export function readDivided(text: DividedText, parents = 1): Message {
  const message = readAlone(text, parents);
  if (message.kind !== 'merge') return message;
  const title = readAlone(divide(text.body.lines.join('\n')), 1);
  return { ...message, title: isTitle(title) ? title : undefined };
}

/** A trailer such as `Signed-off-by: Ann` has the form of a header, but is no title. */
function isTitle({ kind, type }: Message): boolean {
  return kind === 'revert' || (kind === 'conventional' && !/-(?:by|as)$|^breaking-change$/.test(type));
}

function readAlone({ header, body }: DividedText, parents: number): Message {
  const parts = { header, body, footers: readFooters(body), isUpdate: isDependencyUpdate(body) };
  const conventional = readHeader(header);
  const revert = readRevertHeader(header);
  if (revert) return revertMessage(parts, revert, conventional);
  if (conventional) return conventionalMessage(parts, conventional);
  if (parents > 1 || mergeHeader.test(header)) return mergeMessage(parts);
  return unreadableMessage(parts);
}

/** What holds for every kind of message. */
function plain(kind: Message['kind'], { header, footers, isUpdate }: Parts): Message {
  const { text, pull } = splitPull(header);
  return {
    kind,
    header,
    type: '',
    scope: '',
    subject: text,
    pull,
    breaking: '',
    undoes: undefined,
    releaseAs: isUpdate ? undefined : releaseAs(footers),
    title: undefined,
    doubts: [],
  };
}

function conventionalMessage(parts: Parts, header: Header): Message {
  const { text, pull } = splitPull(header.description);
  return {
    ...plain('conventional', parts),
    ...breakingOf(parts, header.mark ? text : ''),
    type: header.type,
    scope: header.scope,
    subject: text,
    pull,
  };
}

function revertMessage(parts: Parts, revert: RevertHeader, header: Header | undefined): Message {
  const subject = splitPull(revert.quoted).text;
  const named = revertedShas(parts.body);
  return {
    ...plain('revert', parts),
    ...breakingOf(parts, header?.mark ? subject : ''),
    type: 'revert',
    scope: header?.scope ?? '',
    subject,
    pull: revert.pull,
    undoes: {
      shas: named.length === 0 && header !== undefined ? referencedShas(parts.footers) : named,
      pull: revertedPull(parts.body),
      header: revert.quoted,
      restores: revert.restored === undefined ? undefined : readAlone(divide(revert.restored), 1),
    },
  };
}

/** As Git, GitHub and GitLab write it; `Merged in` is Bitbucket's. */
const mergeHeader =
  /^(?:Merge (?:branch|branches|pull request|remote-tracking branch(?:es)?|tag|commit)\b|Merged in .*\(pull request #\d+\)$)/;
const mergedPull = /^(?:Merge pull request #([1-9]\d{0,9})\b|Merged in .*\(pull request #([1-9]\d{0,9})\)$)/;

function mergeMessage(parts: Parts): Message {
  const message = plain('merge', parts);
  const match = mergedPull.exec(parts.header);
  return match ? { ...message, pull: Number(match[1] ?? match[2]) } : message;
}

function unreadableMessage(parts: Parts): Message {
  const doubts = [doubtAboutHeader(parts.header)];
  if (!parts.isUpdate && parts.footers.some(({ breaking }) => breaking)) {
    doubts.push('the `BREAKING CHANGE` footer does not count, because the header is not conventional');
  }
  return { ...plain('unreadable', parts), doubts };
}

/** @param marked what breaks by the header alone; empty when the header has no `!` */
function breakingOf(parts: Parts, marked: string): Pick<Message, 'breaking' | 'doubts'> {
  const { header, body, footers, isUpdate } = parts;
  const told = breakingText(footers);
  if (isUpdate) return { breaking: marked && (told || marked), doubts: doubtsAboutUpdate(footers, marked) };
  if (told !== '' || marked !== '') return { breaking: told || marked, doubts: [] };
  const misplaced = /^BREAKING-CHANGE\b/.test(header) ? [doubtAboutHeader(header)] : [];
  return { breaking: '', doubts: [...misplaced, ...doubtsAboutFooters(body)] };
}

function doubtsAboutUpdate(footers: readonly Footer[], marked: string): string[] {
  const doubts = [];
  if (marked === '' && footers.some(({ breaking }) => breaking)) {
    doubts.push(
      'a `BREAKING CHANGE` in the body of a dependency update quotes the dependency; if it breaks this project too, its header needs a `!`',
    );
  }
  if (releaseAs(footers) !== undefined) {
    doubts.push('a `Release-As` in the body of a dependency update does not count');
  }
  return doubts;
}
