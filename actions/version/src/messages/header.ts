/** `type(scope)!: description`, read to the letter of Conventional Commits 1.0.0. */
export interface Header {
  /** Lower-case. */
  type: string;
  scope: string;
  /** Whether a `!` stands before the colon. */
  mark: boolean;
  description: string;
}

const noun = String.raw`\p{L}[\p{L}\p{M}\p{N}_-]*`;
const prefix = new RegExp(String.raw`^(${noun})(?:\(([^()]*)\))?(!)?: +(?=\S)`, 'u');

/** @returns undefined when the line is nothing conventional */
export function readHeader(line: string): Header | undefined {
  const match = prefix.exec(line);
  const scope = match?.[2]?.trim();
  if (match === null || scope === '') return undefined;
  return {
    type: (match[1] ?? '').toLowerCase(),
    scope: scope ?? '',
    mark: match[3] !== undefined,
    description: line.slice(match[0].length).trim(),
  };
}

/** Cuts off the ` (#12)` that GitHub appends to the title of a pull request. */
export function splitPull(text: string): { text: string; pull: number | undefined } {
  // The end alone is searched: a header may be huge, and peeled layer by layer.
  const match = /\s\(#([1-9]\d{0,9})\)$/.exec(text.slice(-14));
  if (match === null || match[0].length >= text.length) return { text, pull: undefined };
  return { text: text.slice(0, -match[0].length).trimEnd(), pull: Number(match[1]) };
}

const knownType = 'feat|fix|perf|revert|build|chore|ci|docs|style|refactor|test';
const lateType = new RegExp(String.raw`(?<![\p{L}\p{N}_-])(${knownType})(?:\([^()]{1,100}\))?!?: `, 'iu');

const misses: readonly [pattern: RegExp, sentence: string][] = [
  [/^BREAKING[ -]CHANGE/, '`BREAKING CHANGE` is a footer: it stands below the header, not in it'],
  [new RegExp(String.raw`^${noun}\(\s*\)!?:`, 'u'), 'the scope is empty'],
  [new RegExp(String.raw`^${noun}(?:\([^()]*\))?!?:\S`, 'u'), 'a space is missing after the colon'],
  [
    new RegExp(String.raw`^${noun}(?:(?:\([^()]*\))?!?\s+:|\s+(?:\([^()]*\)!?|!)\s*:)`, 'u'),
    'no space may stand before the colon',
  ],
  [new RegExp(String.raw`^${noun}(?:\([^()]*\))?!?:$`, 'u'), 'the description is missing'],
];

/** How a header that looks meant misses the specification; undefined when it does not look meant. */
export function nearMiss(header: string): string | undefined {
  const miss = misses.find(([pattern]) => pattern.test(header));
  if (miss) return miss[1];
  if (hasNestedScope(header)) return 'no parentheses may stand in a scope';
  const late = lateType.exec(header)?.[1];
  return late && `\`${late.toLowerCase()}\` is a type at the beginning of the header only`;
}

function hasNestedScope(header: string): boolean {
  const open = new RegExp(String.raw`^${noun}\(`, 'u').exec(header)?.[0].length;
  const colon = open === undefined ? -1 : header.indexOf(':', open);
  const inside = header.slice(open, colon).replace(/!$/, '');
  return colon >= 0 && inside.endsWith(')') && /[()]/.test(inside.slice(0, -1));
}

/** Why a header says nothing. */
export function doubtAboutHeader(header: string): string {
  return nearMiss(header) ?? 'expected `type: subject`, such as `fix: answer empty carts`';
}
