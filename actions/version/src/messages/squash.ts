import { type Body, divide, isTrailerRule, readBody } from './body.ts';
import { isDependencyUpdate } from './dependency-update.ts';
import { nearMiss } from './header.ts';
import { type Message, readDivided } from './message.ts';

/**
 * Reads all that a commit says: its own message first, then the commits that were squashed into it.
 *
 * GitHub's default body of a squash is the list of the commits' messages, each header after `* ` at the beginning of
 * a line, and below the last one a line of nine dashes with collected trailers. Such a body is read as that list when
 * its first line is an item and at least one item is conventional or a revert. This deviates from the specification,
 * where a body is free-form: read by its letter, `* feat!: b` under `feat: a` would be a lost major.
 *
 * - An item that says nothing conventional (`* wip`) is text of the item before it, or of the title.
 * - An item that is a merge (`* Merge branch 'main' into x`) is left out.
 * - An item that repeats the title is left out, unless it breaks and the title does not.
 * - The body of a dependency update is no list of ours, and the commits of a true merge stand in the history.
 */
export function readCommit(text: string, parents = 1): Message[] {
  const divided = divide(text);
  const list = parents > 1 ? undefined : readList(divided.body);
  if (list === undefined) return [readDivided(divided, parents)];
  if (isDependencyUpdate(list.outside)) {
    return [doubted(readDivided(divided), ['the list in the body of a dependency update is not read'])];
  }
  let title = doubted(readDivided({ header: divided.header, body: list.outside }), list.doubts);
  const others: Message[] = [];
  for (const { header, lines } of list.items) {
    const item = { ...readDivided({ header, body: readBody(lines) }), pull: undefined };
    if (repeats(item, title)) title = completed(title, item);
    else others.push(item);
  }
  return [title, ...others];
}

function doubted(message: Message, doubts: readonly string[]): Message {
  return { ...message, doubts: [...message.doubts, ...doubts] };
}

interface Item {
  header: string;
  lines: string[];
}

interface List {
  items: readonly Item[];
  /** What belongs to the title. */
  outside: Body;
  doubts: readonly string[];
}

type Kind = Message['kind'] | undefined;

function readList(body: Body): List | undefined {
  const { lines, quoted } = body;
  const mayBegin = (index: number) => !quoted[index] && (lines[index]?.startsWith('* ') ?? false);
  if (!mayBegin(lines.findIndex((line) => line.trim() !== ''))) return undefined;
  const kinds = lines.map((line, index) => (mayBegin(index) ? kindOf(itemHeader(line)) : undefined));
  const last = kinds.findLastIndex(isItem);
  if (last < 0) return undefined;
  const rule = lines.findLastIndex((_, index) => index > last && isTrailerRule(body, index));
  const end = rule < 0 ? lines.length : rule;

  const items: Item[] = [];
  const above: string[] = [];
  let open = above;
  for (const [index, line] of lines.slice(0, end).entries()) {
    if (isItem(kinds[index])) {
      open = [];
      items.push({ header: itemHeader(line), lines: open });
    } else if (kinds[index] !== 'merge') {
      open.push(line);
    }
  }
  return { items, outside: readBody(above.concat(lines.slice(end))), doubts: doubtsAboutItems(lines, kinds) };
}

function kindOf(header: string): Kind {
  return readDivided({ header, body: readBody([]) }).kind;
}

function itemHeader(line: string): string {
  return line.slice(2).trim();
}

function isItem(kind: Kind): boolean {
  return kind === 'conventional' || kind === 'revert';
}

function doubtsAboutItems(lines: readonly string[], kinds: readonly Kind[]): string[] {
  const doubts = lines.map((line, index) =>
    kinds[index] === 'unreadable' ? nearMiss(itemHeader(line)) : undefined,
  );
  return [...new Set(doubts)].filter((doubt) => doubt !== undefined).map((doubt) => `in its list: ${doubt}`);
}

function repeats(item: Message, title: Message): boolean {
  const same =
    item.type === title.type &&
    item.scope.toLowerCase() === title.scope.toLowerCase() &&
    item.subject === title.subject;
  return same && (item.breaking === '' || title.breaking !== '');
}

/** The title with what only its repetition says: GitHub leaves the body of the commit below the item. */
function completed(title: Message, item: Message): Message {
  const shas = title.undoes?.shas.length === 0 ? item.undoes?.shas : undefined;
  return {
    ...title,
    releaseAs: title.releaseAs ?? item.releaseAs,
    undoes: title.undoes && { ...title.undoes, shas: shas ?? title.undoes.shas },
  };
}
