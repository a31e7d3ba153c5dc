import { type Body, isTrailerRule, ownLines } from './body.ts';

export interface Footer {
  token: string;
  /** All its lines, as they stand. */
  value: string;
  breaking: boolean;
}

/**
 * `BREAKING CHANGE: text`; its text may also begin on a line below.
 * The specification: upper-case only, a colon and no `#`.
 */
const breakingStart = /^(BREAKING[ -]CHANGE):(?:\s+|$)/;
const footerStart = /^(\p{L}[\p{L}\p{M}\p{N}_-]*)(?:: +| #)(?=\S)/u;

/**
 * The footers of a body, each up to the next one or to GitHub's rule above collected trailers.
 * Conventional Commits 1.0.0 wants an empty line before the first one. Here it may be missing: a footer begins
 * at the start of any line that is no quotation, because a lost major is worse than a false one.
 */
export function readFooters(body: Body): Footer[] {
  const { lines, quoted } = body;
  const footers: { token: string; breaking: boolean; lines: string[] }[] = [];
  let open: string[] | undefined;
  for (const [index, line] of lines.entries()) {
    const breaking = quoted[index] ? null : breakingStart.exec(line);
    const start = quoted[index] ? null : (breaking ?? footerStart.exec(line));
    if (start !== null) {
      open = [line.slice(start[0].length)];
      footers.push({ token: start[1] ?? '', breaking: breaking !== null, lines: open });
    } else if (isTrailerRule(body, index)) {
      open = undefined;
    } else {
      open?.push(line);
    }
  }
  return footers.map(({ lines, ...footer }) => ({ ...footer, value: lines.join('\n').trim() }));
}

/** Texts of all breaking footers; empty when there is none. */
export function breakingText(footers: readonly Footer[]): string {
  const texts = footers.filter((footer) => footer.breaking).map(({ value }) => value || 'not described');
  return texts.join('\n');
}

/** The last `Release-As`: a version has one line, whatever text follows it. */
export function releaseAs(footers: readonly Footer[]): string | undefined {
  const wish = footers.findLast(({ token }) => token.toLowerCase() === 'release-as');
  return wish?.value.split('\n', 1)[0]?.trim();
}

/** Lines that look like a breaking footer and are none; one sentence for each way to miss it. */
export function doubtsAboutFooters(body: Body): string[] {
  const doubts = new Set<string>();
  let before = '';
  for (const line of ownLines(body)) {
    const doubt = doubtAbout(line, before === '' || footerStart.test(before));
    if (doubt !== undefined) doubts.add(doubt);
    before = line.trim();
  }
  return [...doubts];
}

const misses: readonly [pattern: RegExp, sentence: string][] = [
  [
    /^BREAKING[ -]CHANGES\s*:/,
    '`BREAKING CHANGES` is no footer; the specification knows `BREAKING CHANGE` alone',
  ],
  [/^BREAKING[ -]CHANGE:\S/, 'a space is missing after `BREAKING CHANGE:`'],
  [/^BREAKING[ -]CHANGE\s+:/, 'no space may stand between `BREAKING CHANGE` and its colon'],
  [/^BREAKING[ -]CHANGE\s+#/, '`BREAKING CHANGE` takes a colon, not `#`'],
  [/^BREAKING[ -]CHANGES?\s*:/i, '`BREAKING CHANGE` counts in upper case only'],
];

function doubtAbout(line: string, beginsFooter: boolean): string | undefined {
  if (breakingStart.test(line)) return undefined;
  const miss = misses.find(([pattern]) => pattern.test(line));
  if (miss) return miss[1];
  if (beginsFooter && /^BREAKING[ -]CHANGES?(?:\s+\S|\s*$)/.test(line)) {
    return 'a colon is missing after `BREAKING CHANGE`';
  }
  return undefined;
}
