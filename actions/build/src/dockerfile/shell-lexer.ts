import { Words } from './word-splitting.ts';

/** What is known of a variable: its value, that it is not set, or that its value is out of sight. */
export type Variable = { value: string } | 'unset' | 'unknown';

export interface LexerMode {
  /** The escape token, `\` or a backtick. */
  escapeToken: string;
  lookup: (name: string) => Variable;
  /** Keeps quotes, escapes and variables that are not set, as they are written. */
  raw: boolean;
  /** Quotes are ordinary characters, as in a here-document. */
  plainQuotes?: boolean;
}

/** A word that cannot be expanded: its syntax is wrong, or a value is not known. */
export class Unexpandable extends Error {}

const end = '';

/**
 * Quotes, escapes and variables of a Dockerfile, after BuildKit's `shell.Lex`, quirks included: what it takes for one
 * word decides where a here-document begins. Throws Unexpandable.
 */
export function lex(text: string, mode: LexerMode): { text: string; words: string[] } {
  return new Lexer(text, mode).until(end, mode.raw);
}

class Lexer {
  readonly #source: readonly string[];
  readonly #mode: LexerMode;
  #rawEscapes: boolean;
  #at = 0;

  constructor(source: string, mode: LexerMode) {
    this.#source = [...source];
    this.#mode = mode;
    this.#rawEscapes = mode.raw;
  }

  #peek(): string {
    return this.#source[this.#at] ?? end;
  }

  #next(): string {
    return this.#source[this.#at++] ?? end;
  }

  until(stop: string, rawEscapes: boolean): { text: string; words: string[] } {
    const before = this.#rawEscapes;
    this.#rawEscapes = rawEscapes;
    const words = new Words();
    let text = '';
    for (let character = this.#peek(); character !== end; character = this.#peek()) {
      if (character === stop) {
        this.#next();
        this.#rawEscapes = before;
        return { text, words: words.all() };
      }
      const special = this.#special(character);
      if (special !== undefined) {
        text += special;
        words.add(special, character !== '$');
        continue;
      }
      this.#next();
      if (character === this.#mode.escapeToken) {
        if (rawEscapes) text += words.add(character, true);
        text += words.add(this.#next(), true);
      } else text += words.add(character, false);
    }
    if (stop !== end) throw new Unexpandable(`${stop} is missing`);
    return { text, words: words.all() };
  }

  #special(character: string): string | undefined {
    if (character === '$') return this.#variable();
    if (character === '<') return this.#arrow();
    if (this.#mode.plainQuotes) return undefined;
    if (character === "'") return this.#single();
    return character === '"' ? this.#double() : undefined;
  }

  /** `<<` and the white space behind it stay in one word with what follows. */
  #arrow(): string {
    this.#next();
    if (this.#peek() !== '<') return '<';
    let arrow = `<${this.#next()}`;
    while (/^[\t\r ]$/.test(this.#peek())) arrow += this.#next();
    return arrow;
  }

  #single(): string {
    let text = '';
    this.#next();
    for (let character = this.#next(); character !== "'"; character = this.#next()) {
      if (character === end) throw new Unexpandable('a single quote is not closed');
      text += character;
    }
    return this.#mode.raw ? `'${text}'` : text;
  }

  #double(): string {
    let text = '';
    this.#next();
    while (this.#peek() !== '"') {
      const character = this.#peek();
      if (character === end) throw new Unexpandable('a double quote is not closed');
      if (character === '$') {
        text += this.#variable();
        continue;
      }
      this.#next();
      const follows = this.#peek();
      if (character === this.#mode.escapeToken && ['"', '$', this.#mode.escapeToken].includes(follows)) {
        text += (this.#rawEscapes ? character : '') + this.#next();
      } else if (character !== this.#mode.escapeToken || follows !== end) text += character;
    }
    this.#next();
    return this.#mode.raw ? `"${text}"` : text;
  }

  #variable(): string {
    this.#next();
    if (this.#peek() !== '{') {
      const name = this.#name();
      return name === '' ? '$' : this.#value(name, `$${name}`);
    }
    this.#next();
    if ([end, '{', '}', ':'].includes(this.#peek())) throw new Unexpandable('${ is not followed by a name');
    const name = this.#name();
    const operator = this.#next();
    if (operator === '}') return this.#value(name, `\${${name}}`);
    if (operator === '/') return this.#replaced(name);
    return this.#substituted(name, operator);
  }

  #value(name: string, written: string): string {
    const variable = this.#mode.lookup(name);
    if (variable === 'unknown') throw new Unexpandable(`the value of ${name} is not known`);
    if (variable === 'unset') return this.#mode.raw ? written : '';
    return variable.value;
  }

  #substituted(name: string, first: string): string {
    const operator = first === ':' ? first + this.#next() : first;
    const kind = operator.slice(-1);
    const pattern = kind === '#' || kind === '%';
    if (!/^(?:[+?%#-]|:[+?-])$/.test(operator))
      throw new Unexpandable(`\${${name}${operator}…} is not supported`);
    const word = this.until('}', pattern).text;
    const variable = this.#mode.lookup(name);
    if (variable === 'unset' && this.#mode.raw) return `\${${name}${operator}${word}}`;
    if (variable === 'unknown' || pattern) throw new Unexpandable(`the value of ${name} is not known`);
    const given = variable !== 'unset' && !(operator.startsWith(':') && variable.value === '');
    if (kind === '+') return given ? word : '';
    if (given) return variable.value;
    if (kind === '?') throw new Unexpandable(`${name} has no value`);
    return word;
  }

  /** Only its extent matters: what a replacement yields is not computed. */
  #replaced(name: string): string {
    const all = this.#peek() === '/' ? this.#next() : '';
    const pattern = this.until('/', true).text;
    const replacement = this.until('}', true).text;
    if (this.#mode.raw && this.#mode.lookup(name) === 'unset')
      return `\${${name}/${all}${pattern}/${replacement}}`;
    throw new Unexpandable(`\${${name}/…} is not supported`);
  }

  #name(): string {
    let name = '';
    if (/^\d$/.test(this.#peek())) {
      while (/^\d$/.test(this.#peek())) name += this.#next();
      return name;
    }
    if (/^[@*#?$!-]$/.test(this.#peek())) return this.#next();
    while (/^[\p{L}\p{Nd}_]$/u.test(this.#peek())) name += this.#next();
    return name;
  }
}
