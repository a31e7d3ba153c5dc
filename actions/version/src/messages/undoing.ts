import { type Body, ownLines } from './body.ts';
import type { Footer } from './footers.ts';
import { readHeader, splitPull } from './header.ts';

/** What the header of a revert says. */
export interface RevertHeader {
  /** The header that it takes back. */
  quoted: string;
  pull: number | undefined;
  /** The header that comes back, when what it takes back is a revert. */
  restored: string | undefined;
}

/**
 * `Revert "feat: x"`, `revert: feat: x`, and reverts of those to any depth. Git 2.43 and later write
 * `Reapply "feat: x"` for `Revert "Revert "feat: x""`. A title that GitHub cut off ends with `…` instead of a quote.
 * @returns undefined for the header of anything else
 */
export function readRevertHeader(header: string): RevertHeader | undefined {
  const outer = peel(header);
  if (outer === undefined) return undefined;
  let { reverts, inner } = outer;
  for (let layer = peel(inner); layer !== undefined; layer = peel(inner)) {
    reverts += layer.reverts;
    inner = layer.inner;
  }
  return {
    quoted: outer.reverts === 2 ? `Revert "${outer.inner}"` : outer.inner,
    pull: outer.pull,
    restored: reverts % 2 === 0 ? inner : undefined,
  };
}

interface Layer {
  /** How often it takes back `inner`: a `Reapply` does twice. */
  reverts: 1 | 2;
  inner: string;
  pull: number | undefined;
}

function peel(header: string): Layer | undefined {
  const conventional = readHeader(header);
  if (conventional?.type === 'revert') {
    const { text, pull } = splitPull(conventional.description);
    return { reverts: 1, inner: /^"[^"]+"$/.test(text) ? text.slice(1, -1) : text, pull };
  }
  const { text, pull } = withoutPulls(header);
  const opening = /^(revert|reapply) "/i.exec(text);
  if (opening === null || !(text.endsWith('"') || text.endsWith('…'))) return undefined;
  const inner = text.slice(opening[0].length, text.endsWith('"') ? -1 : undefined);
  if (inner.trim() === '') return undefined;
  return { reverts: opening[1]?.toLowerCase() === 'reapply' ? 2 : 1, inner, pull };
}

/** Git keeps the pull request of what it reapplies outside of the quotes, and GitHub appends one more. */
function withoutPulls(header: string): { text: string; pull: number | undefined } {
  const last = splitPull(header);
  let text = last.text;
  for (let next = splitPull(text); next.pull !== undefined; next = splitPull(text)) text = next.text;
  return { text, pull: last.pull };
}

const sha = '[0-9a-f]{7,64}';
const revertedCommits = new RegExp(
  String.raw`^This reverts commits? (${sha}(?:(?:, and|,| and) ${sha})*)\b`,
  'i',
);

/** Commits that the body of a revert names; of a reverted merge the merge, not the parent that it is compared with. */
export function revertedShas(body: Body): string[] {
  const named = ownLines(body).map((line) => revertedCommits.exec(line)?.[1] ?? '');
  return distinctShas(named.join(' '));
}

/** Commits in `Refs` footers, as the specification recommends them for `revert: …`. */
export function referencedShas(footers: readonly Footer[]): string[] {
  const references = footers.filter(({ token }) => /^refs?$/i.test(token)).map(({ value }) => value);
  return distinctShas(references.join(' '));
}

function distinctShas(text: string): string[] {
  const words = text.toLowerCase().split(/[\s,]+/);
  return [...new Set(words.filter((word) => /^[0-9a-f]{7,64}$/.test(word)))];
}

/** `Reverts owner/repo#10`, which GitHub's Revert button writes. */
export function revertedPull(body: Body): { repository: string; number: number } | undefined {
  for (const line of ownLines(body)) {
    const match = /^Reverts ([\w.-]+\/[\w.-]+)?#([1-9]\d{0,9})\b/i.exec(line);
    if (match) return { repository: match[1] ?? '', number: Number(match[2]) };
  }
  return undefined;
}
