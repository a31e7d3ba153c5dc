import { CommitParser } from 'conventional-commits-parser';
import { type Bump, bumpOf } from './bump.ts';
import { indentQuotations } from './quoted-text.ts';

/** A commit message as Conventional Commits 1.0.0 reads it. */
export interface Message {
  kind: 'conventional' | 'revert' | 'merge' | 'unreadable';
  /** First line, as it stands. */
  header: string;
  /** Lower-case; empty unless conventional or a revert. */
  type: string;
  scope: string;
  subject: string;
  /** Why it is breaking; empty when it is not. */
  breaking: string;
  bump: Bump;
  /** What looks meant but is not, e.g. a plural footer. */
  doubt: string;
}

/**
 * The family's parser, set to the letter of the specification: any noun as type, in any case; footers
 * case-sensitive; no `-field-` lines, which would let a message overwrite what was parsed of it.
 */
const parser = new CommitParser({
  headerPattern: /^(\p{L}[\p{L}\p{N}_-]*)(?:\(([^()\r\n]*[^()\s][^()\r\n]*)\))?(!)?: +(\S.*)$/u,
  headerCorrespondence: ['type', 'scope', 'mark', 'subject'],
  notesPattern: () => /^(BREAKING[ -]CHANGE):(?:\s+(.*)|$)/,
  fieldPattern: /(?!)/,
});

/** A body this long is no text for people; what follows is not read. Keeps the parser's recursion bounded. */
const longestBody = 100_000;

const revert = /^Revert "(.+)"(?: \(#\d+\))?$/;
const reapply = /^(?:Reapply "(.+)"|Revert "Revert "(.+)"")(?: \(#\d+\))?$/;
const mergeSubject = /^Merge (?:branch|branches|pull request|remote-tracking branch|tag|commit)\b/;

/** @param parents how many parents the commit has; a merge says nothing unless its header is conventional */
export function readMessage(text: string, parents = 1): Message {
  const [first = '', ...rest] = text.replace(/\r\n?/g, '\n').trimStart().split('\n');
  const header = first.trimEnd();
  const nothing = {
    header,
    type: '',
    scope: '',
    subject: header,
    breaking: '',
    bump: 'none',
    doubt: '',
  } as const;
  const again = reapply.exec(header);
  if (again) return { ...readMessage([again[1] ?? again[2], ...rest].join('\n')), header };
  const undone = revert.exec(header);
  if (undone) return { ...nothing, kind: 'revert', type: 'revert', subject: undone[1] ?? '', bump: 'patch' };
  const parts = header === '' ? undefined : parser.parse(header);
  const type = parts?.['type']?.toLowerCase() ?? '';
  if (parts === undefined || type === '') {
    const merge = parents > 1 || mergeSubject.test(header);
    return { ...nothing, kind: merge ? 'merge' : 'unreadable', doubt: merge ? '' : doubtAbout(header) };
  }
  const subject = (parts['subject'] ?? '').trim();
  const body = rest.join('\n').slice(0, longestBody);
  const noted = breakingNote(body);
  const breaking = noted ?? (parts['mark'] === '!' ? subject : '');
  return {
    kind: type === 'revert' ? 'revert' : 'conventional',
    header,
    type,
    scope: parts['scope']?.trim() ?? '',
    subject,
    breaking,
    bump: bumpOf(type, breaking !== ''),
    doubt:
      breaking === '' && /^BREAKING[ -]CHANGES:/m.test(body)
        ? 'BREAKING CHANGES is no footer; BREAKING CHANGE is'
        : '',
  };
}

/** Text of the breaking-change footers; undefined when there is none. */
function breakingNote(body: string): string | undefined {
  const lines = indentQuotations(body.split('\n'));
  const { notes } = parser.parse(['header', ...lines].join('\n'));
  if (notes.length === 0) return undefined;
  return notes.map((note) => note.text.trim() || 'not described').join('\n');
}

function doubtAbout(header: string): string {
  if (/^\p{L}[\p{L}\p{N}_-]*(\([^()]*\))?!?:\S/u.test(header)) return 'a space is missing after the colon';
  if (/^\p{L}[\p{L}\p{N}_-]*(\([^()]*\))?!? +:/u.test(header)) return 'no space may stand before the colon';
  if (/^\p{L}[\p{L}\p{N}_-]*\(\s*\)!?:/u.test(header)) return 'the scope is empty';
  return 'expected `type: subject`, such as `fix: answer empty carts`';
}
