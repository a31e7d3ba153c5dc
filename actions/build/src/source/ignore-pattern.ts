/** Answers whether a path, relative to the context and with `/`, is what a pattern names. */
export type PathTest = (path: string) => boolean;

/**
 * A pattern of `.dockerignore` after moby/patternmatcher, quirks included: beside a wildcard, `|` and `^` mean what they
 * mean in a regular expression. Undefined where the expressions of Go and of JavaScript differ, or no build accepts it.
 */
export function patternTest(pattern: string): PathTest | undefined {
  const { expression, type } = translate(pattern) ?? {};
  if (expression === undefined) return undefined;
  if (type === 'exact') return (path) => path === pattern;
  if (type === 'prefix') return (path) => path.startsWith(pattern.slice(0, -2));
  if (type === 'suffix') return suffixTest(pattern.slice(2));
  try {
    const compiled = new RegExp(`^${expression}$`, 'u');
    return (path) => compiled.test(path);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function suffixTest(suffix: string): PathTest {
  return (path) => path.endsWith(suffix) || (suffix.startsWith('/') && path === suffix.slice(1));
}

type MatchType = 'exact' | 'prefix' | 'suffix' | 'expression';

const tokens = /\*\*\/?|\*|\?|\[\^?[\x20-)+->@-Z_-~]+\]|\\[^A-Za-z0-9]|[.+()$]|[^\\[\]*?.+()$]/gsu;

function translate(pattern: string): { expression: string; type: MatchType } | undefined {
  let expression = '';
  let type: MatchType = 'exact';
  let at = 0;
  for (const { 0: token, index } of pattern.matchAll(tokens)) {
    if (index !== at) return undefined;
    at += token.length;
    const { text, special } = translateToken(token, at === pattern.length);
    expression += text;
    if (token.startsWith('**') && at === pattern.length && type === 'exact') type = 'prefix';
    else if (special) type = 'expression';
    if (token.startsWith('**') && index === 0) type = 'suffix';
  }
  return at === pattern.length ? { expression, type } : undefined;
}

function translateToken(token: string, last: boolean): { text: string; special: boolean } {
  if (token.startsWith('**')) return { text: last ? '[^\\n]*' : '(?:[^\\n]*/)?', special: true };
  if (token === '*') return { text: '[^/]*', special: true };
  if (token === '?') return { text: '[^/]', special: true };
  if (token.startsWith('[')) return { text: token, special: true };
  if (token.startsWith('\\')) return { text: escaped(token.slice(1)), special: true };
  return { text: /^[.+()$]$/.test(token) ? escaped(token) : token, special: false };
}

const escaped = (character: string) => character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
