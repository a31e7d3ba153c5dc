/** Contexts by name: github, inputs, vars … What is not there is unknown before the run starts. */
export type Contexts = Readonly<Record<string, unknown>>;

export class ExpressionError extends Error {}

/**
 * The text with its `${{ }}` evaluated; a text that is one single expression keeps that value's type. Serves what must be known
 * before a run starts (environment names, concurrency groups, inputs of called workflows); everything else is evaluated by act.
 * Throws ExpressionError for what this subset (contexts, literals, operators, format) does not know.
 */
export function evaluateText(text: unknown, contexts: Contexts): unknown {
  if (typeof text !== 'string') return text;
  const whole = /^\s*\$\{\{([\s\S]*?)\}\}\s*$/.exec(text);
  if (whole) return evaluate(whole[1] ?? '', contexts);
  return text.replaceAll(/\$\{\{([\s\S]*?)\}\}/g, (_all, source: string) =>
    asText(evaluate(source, contexts)),
  );
}

export function evaluate(source: string, contexts: Contexts): unknown {
  const tokens = tokenise(source);
  const parser = new Parser(tokens, contexts);
  const value = parser.or();
  parser.end(source);
  return value;
}

export function asText(value: unknown): string {
  return value === null || value === undefined
    ? ''
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);
}

const token = /\s*('(?:[^']|'')*'|-?\d+(?:\.\d+)?|[A-Za-z_][\w-]*|&&|\|\||[!=]=|[!.,()[\]])/y;

function tokenise(source: string): string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  const text = source.trimEnd();
  while (token.lastIndex < text.length) {
    const found = token.exec(text);
    if (!found) throw new ExpressionError(`cannot read the expression \${{${source}}}`);
    tokens.push(found[1] as string);
  }
  return tokens;
}

class Parser {
  readonly #tokens: readonly string[];
  readonly #contexts: Contexts;
  #at = 0;

  constructor(tokens: readonly string[], contexts: Contexts) {
    this.#tokens = tokens;
    this.#contexts = contexts;
  }

  or(): unknown {
    let left = this.#and();
    while (this.#take('||')) {
      const right = this.#and();
      left = truthy(left) ? left : right;
    }
    return left;
  }

  end(source: string): void {
    if (this.#at < this.#tokens.length)
      throw new ExpressionError(`cannot read the expression \${{${source}}}`);
  }

  #and(): unknown {
    let left = this.#equality();
    while (this.#take('&&')) {
      const right = this.#equality();
      left = truthy(left) ? right : left;
    }
    return left;
  }

  #equality(): unknown {
    const left = this.#unary();
    if (this.#take('==')) return same(left, this.#unary());
    if (this.#take('!=')) return !same(left, this.#unary());
    return left;
  }

  #unary(): unknown {
    return this.#take('!') ? !truthy(this.#unary()) : this.#postfix(this.#primary());
  }

  #postfix(start: unknown): unknown {
    let value = start;
    for (;;) {
      if (this.#take('.')) value = property(value, this.#next());
      else if (this.#take('[')) {
        value = property(value, asText(this.or()));
        this.#expect(']');
      } else return value;
    }
  }

  #primary(): unknown {
    const word = this.#next();
    if (word === '(') {
      const value = this.or();
      this.#expect(')');
      return value;
    }
    if (word.startsWith("'")) return word.slice(1, -1).replaceAll("''", "'");
    if (/^-?\d/.test(word)) return Number(word);
    if (word === 'true' || word === 'false') return word === 'true';
    if (word === 'null') return null;
    if (this.#take('(')) return this.#call(word);
    if (!(word in this.#contexts)) throw new ExpressionError(`'${word}' is not known before the run starts`);
    return this.#contexts[word];
  }

  #call(name: string): unknown {
    const values: unknown[] = [];
    while (!this.#take(')')) {
      values.push(this.or());
      this.#take(',');
    }
    if (name !== 'format')
      throw new ExpressionError(`the function ${name}() is not known before the run starts`);
    return asText(values[0]).replaceAll(/\{(\d+)\}/g, (_all, index: string) =>
      asText(values[Number(index) + 1]),
    );
  }

  #next(): string {
    const word = this.#tokens[this.#at];
    if (word === undefined) throw new ExpressionError('an expression ends too early');
    this.#at += 1;
    return word;
  }

  #take(word: string): boolean {
    if (this.#tokens[this.#at] !== word) return false;
    this.#at += 1;
    return true;
  }

  #expect(word: string): void {
    if (!this.#take(word)) throw new ExpressionError(`'${word}' is missing in an expression`);
  }
}

function truthy(value: unknown): boolean {
  return !(value === undefined || value === null || value === false || value === '' || value === 0);
}

function same(a: unknown, b: unknown): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a.toLowerCase() === b.toLowerCase();
  return (a ?? null) === (b ?? null);
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
