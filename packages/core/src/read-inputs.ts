import { Failure, type Problem } from './failure.ts';
import type { InputSpecs, InputsOf } from './inputs.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The runner passes an input `tag-prefix` as `INPUT_TAG-PREFIX`. */
export function inputVariable(name: string): string {
  return `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`;
}

/** Reads and checks every input; throws one Failure (`bad-input`) that lists all that is wrong. */
export function readInputs<Specs extends InputSpecs>(specs: Specs, env: Environment): InputsOf<Specs> {
  const values: Record<string, unknown> = {};
  const problems: Problem[] = [];
  for (const [name, spec] of Object.entries(specs)) {
    const given = env[inputVariable(name)] ?? '';
    const raw = given.trim() === '' ? fallbackOf(spec.default) : spec.kind === 'text' ? given.trim() : given;
    if (raw === '' && spec.required) {
      problems.push({
        what: `input ${name} is empty, expected a ${spec.kind}`,
        next: exampleOf(name, spec.example),
      });
      continue;
    }
    const parsed = spec.parse(raw);
    if ('value' in parsed) values[name] = parsed.value;
    else {
      const shown = spec.secret ? 'its value (not shown)' : JSON.stringify(raw);
      problems.push({
        what: `input ${name} is ${shown}, expected ${parsed.expected}`,
        next: exampleOf(name, spec.example),
      });
    }
  }
  if (problems.length > 0) throw badInputs(problems);
  return values as InputsOf<Specs>;
}

/** A default that is an expression is the runner's to fill in; when it arrives empty, there is no value. */
function fallbackOf(defaultText: string): string {
  return defaultText.startsWith('${{') ? '' : defaultText;
}

/** What is shorter in a secret of many lines (`users:`, `kind: Config`) is its form; masking it would blacken the log. */
const shortestPart = 16;

/** What is shorter than this is in every other word of a log. */
const shortestSecret = 4;

/**
 * The values that must be masked before anything else is printed: whole; of a text of many lines each long line and word;
 * of a text made of several secrets each of these and each line of it.
 */
export function secretValues(specs: InputSpecs, env: Environment): string[] {
  const found = new Set<string>();
  for (const [name, spec] of Object.entries(specs)) {
    const given = spec.secret ? (env[inputVariable(name)] ?? '') : '';
    const whole = given.trim();
    const secrets = (spec.secretsIn?.(given) ?? []).flatMap((secret) => [secret, ...secret.split(/\r?\n/)]);
    for (const secret of [whole, ...secrets.map((secret) => secret.trim())])
      if (secret.length >= shortestSecret) found.add(secret);
    for (const line of whole.includes('\n') ? whole.split(/\r?\n/) : []) {
      const words = line
        .split(/[\s"'{},=]+/)
        .filter((word) => word.length >= shortestPart && !word.endsWith(':') && !/^https?:/.test(word));
      const isForm = words.length === 0 && /^[-\s]*[\w.-]+:/.test(line);
      for (const part of isForm ? [] : [line.trim(), ...words])
        if (part.length >= shortestPart) found.add(part);
    }
  }
  return [...found];
}

function badInputs(problems: readonly Problem[]): Failure {
  const count = problems.length === 1 ? 'an input is' : `${problems.length} inputs are`;
  return new Failure({
    reason: 'bad-input',
    what: `${count} not usable: ${problems.map((problem) => problem.what).join('; ')}`,
    next: 'Correct the `with:` block of this step; nothing was touched.',
    problems,
  });
}

function exampleOf(name: string, example: string): string {
  const [first = '', ...rest] = example.split('\n');
  return rest.length === 0
    ? `for example: ${name}: ${first}`
    : `for example: ${name}: |\n  ${[first, ...rest].join('\n  ')}`;
}
