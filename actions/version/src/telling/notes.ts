import { markdownText } from '@workaday/core';
import type { Change, Fate } from '../changes/change.ts';
import type { LinePlan } from '../line/line-plan.ts';
import type { Message } from '../messages/message.ts';
import { LimitedText } from './limited-text.ts';
import { authorText, commitLink, compareUrl, historyUrl, type Links, pullLink } from './links.ts';
import { excerpt, prose, shortProse } from './prose.ts';

/** GitHub refuses the body of a release above 125,000 characters; the rest is for what record may have to write on top. */
export const longestNotes = 124_000;
const longestSubject = 500;
const longestBreaking = 10_000;

const groups: readonly { title: string; folded: boolean; has: (message: Message) => boolean }[] = [
  { title: '⚠️ Breaking changes', folded: false, has: ({ breaking }) => breaking !== '' },
  { title: 'Features', folded: false, has: ({ type }) => type === 'feat' },
  { title: 'Fixes', folded: false, has: ({ type }) => type === 'fix' },
  { title: 'Performance', folded: false, has: ({ type }) => type === 'perf' },
  { title: 'Reverts', folded: false, has: ({ type }) => type === 'revert' },
  { title: 'Other changes', folded: true, has: () => true },
];

/** Release notes of one service as Markdown: breaking changes first, each change once, everything harmless. */
export function releaseNotes(plan: LinePlan, links: Links, limit = longestNotes): string {
  let left = toldChanges(plan);
  const closing = closingLine(plan, links);
  const page = new LimitedText(limit - closing.length - leftOutLine(left.length).length);
  page.add(openingLines(plan, left.length).map((line) => () => line));
  const written = (change: Change) => () => {
    const whole = entry(change, links, longestBreaking);
    return whole.length <= limit / 4 ? whole : entry(change, links, longestSubject);
  };
  for (const { title, folded, has } of groups) {
    const members = left.filter(({ message }) => has(message));
    left = left.filter(({ message }) => !has(message));
    const frame = folded
      ? { open: `<details><summary>${title} (${members.length})</summary>\n\n`, close: '\n</details>\n\n' }
      : { open: `### ${title}\n\n`, close: '\n' };
    page.add(members.map(written), frame);
  }
  const text = `${page.text}${page.leftOut === 0 ? '' : leftOutLine(page.leftOut)}${closing}`;
  return text.length <= limit ? text.replace(/\n{3,}/g, '\n\n').replace(/\n+$/, '\n') : '';
}

const told: ReadonlySet<Fate> = new Set(['counts', 'quiet', 'unreadable']);

export function hasNews(plan: LinePlan): boolean {
  return plan.news.changes.some(({ fate }) => told.has(fate));
}

/** What the notes tell, each thing once, and of what came back the thing itself. */
function toldChanges(plan: LinePlan): Change[] {
  const once = new Map<string, Change>();
  for (const change of plan.news.changes) {
    if (!told.has(change.fate)) continue;
    const message = restored(change.message);
    const { type, scope, breaking } = message;
    const key = JSON.stringify([type, scope, subjectOf(message), breaking]);
    if (!once.has(key)) once.set(key, { ...change, message });
  }
  return [...once.values()];
}

function restored(message: Message): Message {
  let result = message;
  for (let inner = message.undoes?.restores; inner !== undefined; inner = inner.undoes?.restores)
    result = { ...inner, breaking: result.breaking || inner.breaking };
  return result;
}

function subjectOf({ subject, header }: Message): string {
  return subject || header;
}

function entry({ sha, author, pull, message }: Change, links: Links, longest: number): string {
  const scope = markdownText(excerpt(message.scope, longestSubject));
  const subject = subjectOf(message);
  const what = shortProse(subject, longestSubject) || '(no message)';
  const where = pull === undefined ? [] : [pullLink(pull, links)];
  const from = [...where, commitLink(sha, links), authorText(author, links)].filter((part) => part !== '');
  const line = `- ${scope && `**${scope}:** `}${what} (${from.join(', ')})\n`;
  if (message.breaking === '' || message.breaking === subject) return line;
  return `${line}\n${paragraphs(excerpt(message.breaking, longest))}\n\n`;
}

/** Lines inside of a list item, as they were written; lists stay lists. */
function paragraphs(text: string): string {
  const lines = text.split(/\r\n?|\n/).map((line) => {
    const [, item] = /^\s*[-*+]\s+(.*)$/.exec(line) ?? [];
    const safe = prose(item ?? line);
    return safe === '' ? '' : `  ${item === undefined ? '' : '- '}${safe}`;
  });
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\n+$/g, '');
}

function openingLines({ tag, previous, news: { since } }: LinePlan, changes: number): string[] {
  const nothing = changes === 0 ? ['No changes.\n\n'] : [];
  if (previous === undefined) return tag === '' ? nothing : ['The first release.\n\n', ...nothing];
  if (since?.name === previous.name) return nothing;
  const last = markdownText(previous.name);
  const range = since
    ? `after ${markdownText(since.name)} up to ${last}, which were not verified`
    : `up to ${last}, none of which was verified`;
  return [`_These notes also cover the releases ${range}._\n\n`, ...nothing];
}

function closingLine({ tag, sha, previous, news: { since } }: LinePlan, links: Links): string {
  const until = tag || sha;
  if (since)
    return `[All changes since ${markdownText(since.name)}](${compareUrl(since.name, until, links)})\n`;
  return previous ? `[All changes](${historyUrl(until, links)})\n` : '';
}

function leftOutLine(count: number): string {
  return `_${count} more ${count === 1 ? 'change is' : 'changes are'} not listed._\n\n`;
}
