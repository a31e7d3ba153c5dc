import type { Change, Fate } from '../../src/changes/change.ts';
import type { LinePlan } from '../../src/line/line-plan.ts';
import type { VersionTag } from '../../src/line/tags.ts';
import type { Message } from '../../src/messages/message.ts';

export const links = { repositoryUrl: 'https://github.com/acme/shop' };

export function tag(name: string): VersionTag {
  return { name, version: name.replace(/^.*v/, ''), commit: 'b'.repeat(40) };
}

/** A message whose header is `type(scope): subject (#12)`, or else is unreadable. */
export function message(header: string, own: Partial<Message> = {}): Message {
  const [, type = '', scope = '', subject = header, pull] =
    /^(\w+)(?:\((.+?)\))?!?: (.*?)(?: \(#(\d+)\))?$/s.exec(header) ?? [];
  return {
    kind: type === '' ? 'unreadable' : type === 'revert' ? 'revert' : 'conventional',
    header,
    type,
    scope,
    subject,
    pull: pull === undefined ? undefined : Number(pull),
    breaking: '',
    undoes: undefined,
    releaseAs: undefined,
    title: undefined,
    doubts: [],
    ...own,
  };
}

const bumpOfType: Readonly<Record<string, Change['bump']>> = {
  feat: 'minor',
  fix: 'patch',
  perf: 'patch',
  revert: 'patch',
};

/** A change with the fate that its message has by default. */
export function change(
  header: string,
  own: Partial<Omit<Change, 'message'>> & { message?: Partial<Message> } = {},
): Change {
  const read = message(header, own.message);
  const asked = read.breaking === '' ? (bumpOfType[read.type] ?? 'none') : 'major';
  const silent: Fate = read.kind === 'unreadable' ? 'unreadable' : read.kind === 'merge' ? 'merge' : 'quiet';
  const fate = own.fate ?? (asked === 'none' ? silent : 'counts');
  return {
    sha: 'abc1234'.padEnd(40, '0'),
    author: { name: 'Ann', email: 'ann@acme.example' },
    pull: read.pull,
    bump: fate === 'counts' ? asked : 'none',
    ...own,
    fate,
    message: read,
  };
}

/** A release of v1.5.0 after v1.4.2, which was verified. */
export function plan(changes: readonly Change[], own: Partial<LinePlan> = {}): LinePlan {
  const previous = 'previous' in own ? own.previous : tag('v1.4.2');
  return {
    service: 'web',
    prefix: 'v',
    sha: 'a'.repeat(40),
    outcome: 'released',
    version: '1.5.0',
    tag: 'v1.5.0',
    previous,
    bump: 'minor',
    changes,
    news: { since: previous, changes },
    newer: undefined,
    takenBackBy: undefined,
    guards: false,
    wish: undefined,
    problems: [],
    ...own,
  };
}

/** What differs in a plan that releases nothing. */
export const unreleased = {
  outcome: 'unreleased',
  tag: '',
  version: '1.4.3-build.1.gaaaaaaa',
  bump: 'none',
} as const;
