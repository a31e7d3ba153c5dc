import { parseDuration } from './duration.ts';
import { readPairs } from './pairs.ts';

/** What one input accepts. `parse` answers the value, or what was expected instead. */
export interface InputSpec<Value> {
  kind: string;
  description: string;
  default: string;
  required: boolean;
  secret: boolean;
  example: string;
  parse: (text: string) => { value: Value } | { expected: string };
  /** The secrets in a secret text that is made of several, whatever else is wrong with it; the text itself by default. */
  secretsIn?: (text: string) => readonly string[];
}

export type InputSpecs = Readonly<Record<string, InputSpec<unknown>>>;
export type InputsOf<Specs extends InputSpecs> = {
  readonly [Name in keyof Specs]: Specs[Name] extends InputSpec<infer Value> ? Value : never;
};

interface About {
  description: string;
  default?: string;
  required?: boolean;
  example?: string;
}

function spec<Value>(
  kind: string,
  about: About,
  parse: InputSpec<Value>['parse'],
  extra: { example: string; secret?: boolean },
): InputSpec<Value> {
  return {
    kind,
    description: about.description,
    default: about.default ?? '',
    required: about.required ?? false,
    secret: extra.secret ?? false,
    example: about.example ?? extra.example,
    parse,
  };
}

/** One line of text; `pattern` with `expected` narrows it. An empty text is allowed unless required. */
export function text(about: About & { pattern?: RegExp; expected?: string }): InputSpec<string> {
  const { pattern, expected } = about;
  const parse = (raw: string) => {
    if (/[\r\n]/.test(raw)) return { expected: 'one line of text' };
    if (raw !== '' && pattern && !pattern.test(raw)) return { expected: expected ?? String(pattern) };
    return { value: raw };
  };
  return spec('text', about, parse, { example: about.default || 'value' });
}

/** Text of any number of lines, as it is. */
export function block(about: About): InputSpec<string> {
  return spec('text block', about, (raw) => ({ value: raw }), { example: 'one\ntwo' });
}

/** A value that is masked and never shown, of any number of lines. */
export function secret(about: About): InputSpec<string> {
  return spec('secret', about, (raw) => ({ value: raw }), { example: '${{ secrets.NAME }}', secret: true });
}

/** `true` or `false`, as YAML 1.2 core writes them. */
export function flag(about: About): InputSpec<boolean> {
  const parse = (raw: string) => {
    if (/^(true|True|TRUE)$/.test(raw)) return { value: true };
    if (/^(false|False|FALSE|)$/.test(raw)) return { value: false };
    return { expected: 'true or false' };
  };
  return spec('flag', { default: 'false', ...about }, parse, { example: 'true' });
}

/** One of a closed list. */
export function choice<const Values extends readonly string[]>(
  values: Values,
  about: About & { default: Values[number] },
): InputSpec<Values[number]> {
  const parse = (raw: string) =>
    values.includes(raw) ? { value: raw as Values[number] } : { expected: `one of ${values.join(', ')}` };
  return spec(`choice of ${values.join(', ')}`, about, parse, { example: values[0] ?? '' });
}

/** A duration in milliseconds, written `90s`, `5m`, `1h30m`. */
export function duration(about: About & { default: string }): InputSpec<number> {
  const parse = (raw: string) => {
    const value = parseDuration(raw);
    return value === undefined ? { expected: 'a duration such as 90s, 5m or 1h30m' } : { value };
  };
  return spec('duration', about, parse, { example: '5m' });
}

/** One value a line; empty lines are dropped. */
export function lines(about: About): InputSpec<readonly string[]> {
  const parse = (raw: string) => ({ value: splitLines(raw) });
  return spec('lines', about, parse, { example: 'one\ntwo' });
}

/** What one side of a pair may be. */
interface Side {
  pattern: RegExp;
  expected: string;
}

/**
 * `KEY=value` a line, in order, or `KEY<<END` with a value of several lines. What is wrong is said without any of the text
 * when it is secret; a secret that is empty is wrong, too.
 */
export function pairs(
  about: About & { secret?: boolean; keys?: Side; values?: Side },
): InputSpec<ReadonlyMap<string, string>> {
  const { keys, values, secret = false } = about;
  const parse = (raw: string) => {
    const result = new Map<string, string>();
    const wrong: string[] = [];
    for (const [index, { key, value, problem }] of readPairs(raw).entries()) {
      const entry = `entry ${index + 1}`;
      if (problem) wrong.push(`KEY=value on every line (${entry} ${problem})`);
      else if (result.has(key))
        wrong.push(`every key once (${secret ? `that of ${entry}` : key} stands twice)`);
      else if (secret && value.trim() === '')
        wrong.push(`a value for every key (${entry} is empty: does the secret exist here?)`);
      else if (keys && !keys.pattern.test(key)) wrong.push(`${keys.expected} (${entry})`);
      else if (values && !values.pattern.test(value.trim())) wrong.push(`${values.expected} (${entry})`);
      else result.set(key, values ? value.trim() : value);
    }
    return wrong.length > 0 ? { expected: wrong.join('; ') } : { value: result };
  };
  const secretsIn = (raw: string) => readPairs(raw).map((entry) => entry.value);
  return { ...spec('KEY=value lines', about, parse, { example: 'KEY=value', secret }), secretsIn };
}

function splitLines(raw: string): string[] {
  return raw.split(/\r?\n/).filter((line) => line.trim() !== '');
}
