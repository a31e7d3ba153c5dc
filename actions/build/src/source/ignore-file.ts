import { cleanPath } from './clean-path.ts';
import { type PathTest, patternTest } from './ignore-pattern.ts';

export interface IgnorePattern {
  /** As cleaned, without `!`. */
  text: string;
  /** `!`: what it names is let in again. */
  exception: boolean;
  test: PathTest;
}

/**
 * The patterns of a `.dockerignore` in order, after moby/patternmatcher; undefined when one of them cannot be told for
 * sure, and then nothing may be taken for ignored.
 */
export function readIgnoreFile(text: string): IgnorePattern[] | undefined {
  const patterns: IgnorePattern[] = [];
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    if (line.startsWith('#') || line.trim() === '') continue;
    const cleaned = cleanPath(normalised(line.trim()).trim());
    const exception = cleaned.startsWith('!');
    const own = exception ? cleaned.slice(1) : cleaned;
    const test = own === '' ? undefined : patternTest(own);
    if (test === undefined) return undefined;
    patterns.push({ text: own, exception, test });
  }
  return patterns;
}

/** Clean, and relative to the context, behind the `!`. */
function normalised(pattern: string): string {
  const exception = pattern.startsWith('!');
  const written = exception ? pattern.slice(1).trim() : pattern;
  const cleaned = written === '' ? '' : cleanPath(written);
  const relative = cleaned.length > 1 && cleaned.startsWith('/') ? cleaned.slice(1) : cleaned;
  return exception ? `!${relative}` : relative;
}
