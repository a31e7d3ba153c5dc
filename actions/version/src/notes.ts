import { markdownText } from '@workaday/core';
import type { LinePlan, ReadCommit } from './plan.ts';

/** GitHub refuses the body of a release above this. */
export const longestNotes = 125_000;
const longestEntry = 2_000;
/** Room for the closing lines. */
const reserve = 500;

/** Where links lead. */
export interface Links {
  /** `https://github.com/owner/name` */
  repositoryUrl: string;
}

const groups: readonly { title: string; folded: boolean; has: (commit: ReadCommit) => boolean }[] = [
  { title: '⚠️ Breaking changes', folded: false, has: ({ read }) => read.breaking !== '' },
  { title: 'Features', folded: false, has: ({ read }) => read.type === 'feat' },
  { title: 'Fixes', folded: false, has: ({ read }) => read.type === 'fix' },
  { title: 'Performance', folded: false, has: ({ read }) => read.type === 'perf' },
  { title: 'Reverts', folded: false, has: ({ read }) => read.type === 'revert' },
  { title: 'Other', folded: true, has: ({ read }) => read.kind !== 'merge' },
];

/** Release notes of one service as Markdown: breaking changes first, each commit once, everything harmless. */
export function releaseNotes(plan: LinePlan, links: Links, limit = longestNotes): string {
  const out = new Pages(limit - reserve);
  const left = new Set(plan.commits.filter((commit) => commit.touches));
  for (const group of groups) {
    const members = [...left].filter(group.has);
    for (const member of members) left.delete(member);
    if (members.length === 0) continue;
    const title = `${group.title} (${members.length})`;
    out.open(group.folded ? `<details><summary>${title}</summary>\n` : `### ${group.title}\n`);
    for (const member of members) out.add(entry(member, links));
    out.close(group.folded ? '\n</details>\n' : '');
  }
  return [out.text(), compareLine(plan, links)].filter((part) => part !== '').join('\n');
}

function entry(commit: ReadCommit, links: Links): string {
  const { read } = commit;
  const scope = read.scope === '' ? '' : `**${shortened(read.scope)}:** `;
  const link = `[${commit.sha.slice(0, 7)}](${links.repositoryUrl}/commit/${commit.sha})`;
  const line = `- ${scope}${shortened(read.subject)} (${link}, ${shortened(commit.author)})`;
  return read.breaking === '' || read.breaking === read.subject
    ? line
    : `${line}\n  ${shortened(read.breaking)}`;
}

/** One line of harmless Markdown; cut before it is escaped, so that no escape is cut apart. */
function shortened(text: string): string {
  return markdownText(text.length <= longestEntry ? text : `${text.slice(0, longestEntry)}…`);
}

function compareLine(plan: LinePlan, links: Links): string {
  const { previous, sha, tag } = plan;
  if (previous === undefined) return '';
  const range = [previous.name, tag || sha].map(encodeURIComponent).join('...');
  return `[All changes since ${markdownText(previous.name)}](${links.repositoryUrl}/compare/${range})\n`;
}

/** Lines up to a limit; what does not fit is counted instead. */
class Pages {
  private readonly lines: string[] = [];
  private room: number;
  private dropped = 0;

  constructor(limit: number) {
    this.room = limit;
  }

  /** Headings and ends are short and few: the reserve holds them. */
  open(line: string): void {
    this.lines.push(line);
    this.room -= line.length + 1;
  }

  add(line: string): void {
    if (this.dropped > 0 || line.length + 1 > this.room) this.dropped += 1;
    else this.open(line);
  }

  close(line: string): void {
    this.open(line);
  }

  text(): string {
    const more = this.dropped === 0 ? [] : [`_${this.dropped} more commits are not listed._\n`];
    return [...this.lines, ...more].join('\n');
  }
}
