import { RE2JS } from 're2js';

/** A regular expression in RE2's language: it takes time in proportion to the text, whatever the text is. */
export interface Pattern {
  source: string;
  test: (text: string) => boolean;
}

const longest = 500;

/** Reads `/PATTERN/` or `/PATTERN/i`; a sentence when it is none. */
export function parsePattern(text: string): Pattern | string {
  const written = /^\/(.+)\/(i?)$/s.exec(text);
  if (written === null) return 'expected a pattern between slashes, such as /^v[0-9]+/ or /welcome/i';
  const [, source = '', ignoreCase] = written;
  if (source.length > longest) return `the pattern is longer than ${longest} characters`;
  try {
    const compiled = RE2JS.compile(source, ignoreCase === 'i' ? RE2JS.CASE_INSENSITIVE : 0);
    return { source: text, test: (subject) => compiled.matcher(subject).find() };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `the pattern cannot be used (${why}); it is RE2's language, without look-around and back-references`;
  }
}
