import { type Asked, elapsed, type Fault, type NoAnswer, type Reached } from './answer.ts';
import { type Assessment, assess, assessConnection, factsOf, type Seen } from './assertions.ts';
import { cachedAnswer } from './cache.ts';
import type { CommandCheck, HttpCheck, PortCheck } from './checks.ts';
import type { Ended } from './command.ts';
import { textAt } from './conditions/evaluate.ts';
import type { Observation } from './evidence.ts';
import { excerpt } from './excerpt.ts';

type Base = Pick<Observation, 'check' | 'target'>;

/** What one HTTP exchange says about one check. */
export function observe(
  check: HttpCheck,
  target: string,
  asked: Asked,
  { seen, version }: { seen: Seen; version: string | undefined },
): Observation {
  const base = { check: check.name, target };
  if (asked.kind !== 'answer') return failed(base, asked, expectation(check));
  const said = check.version && textAt(check.version, factsOf(asked));
  const foreign =
    said && 'text' in said && version !== undefined && said.text !== version ? said.text : undefined;
  const cached = seen === 'outside' ? cachedAnswer(asked) : undefined;
  if (foreign !== undefined)
    return failed(base, { kind: 'none', why: `version ${excerpt(foreign)} answered, not ${version}` }, '');
  if (cached !== undefined) return failed(base, { kind: 'none', why: cached }, '');
  const assessment = assess(check, asked, seen);
  const unproven = assessment.pass && said && 'why' in said ? said.why : undefined;
  const proven: Assessment =
    unproven === undefined
      ? assessment
      : { pass: false, expected: 'an answer that says its version', got: unproven };
  return assessed(base, proven, elapsed(asked.timings));
}

/** What a connection says. */
export function observeConnection(check: PortCheck, target: string, reached: Reached): Observation {
  const base = { check: check.name, target };
  const expected = check.kind === 'tls' ? 'a valid certificate' : 'a connection';
  if (reached.kind !== 'connected') return failed(base, reached, expected);
  return assessed(base, assessConnection(check, reached), elapsed(reached.timings));
}

/** What a command says. */
export function observeCommand(check: CommandCheck, ended: Ended): Observation {
  const base = { check: check.name, target: check.argv[0] ?? '' };
  if (ended.kind === 'not-started') return failed(base, { kind: 'none', why: ended.why }, '');
  const said = ended.said === '' ? '' : `: ${excerpt(ended.said)}`;
  if (ended.kind === 'late') {
    const detail = `it did not end within ${check.timeout} ms${said}`;
    return failed(
      base,
      { kind: 'fault', class: 'timeout', detail, timings: { ttfb: ended.ms } },
      'exit code 0',
    );
  }
  const pass = ended.code === 0;
  return assessed(
    base,
    pass ? { pass } : { pass, expected: 'exit code 0', got: `exit code ${ended.code}${said}` },
    ended.ms,
  );
}

function failed(base: Base, asked: Fault | NoAnswer, expected: string): Observation {
  if (asked.kind === 'none') return { ...base, class: 'void', ms: 0, got: asked.why, asked: 0, failed: 0 };
  const ms = Math.round(elapsed(asked.timings));
  return { ...base, class: asked.class, ms, expected, got: asked.detail, asked: 1, failed: 1 };
}

function assessed(base: Base, assessment: Assessment, took: number): Observation {
  const ms = Math.round(took);
  if (assessment.pass) return { ...base, class: 'pass', ms, asked: 1, failed: 0 };
  const { expected, got } = assessment;
  return { ...base, class: 'assertion', ms, expected, got, asked: 1, failed: 1 };
}

function expectation({ status, expect }: HttpCheck): string {
  if (status !== undefined) return `status ${status}`;
  return expect.find(({ subject }) => subject.of === 'status')?.text ?? 'an answer';
}

/** One observation per check: a failure before a pass, and a pass before nothing at all. */
export function worstPerCheck(observations: readonly Observation[]): Observation[] {
  const worst = new Map<string, Observation>();
  for (const seen of observations) {
    const before = worst.get(seen.check);
    const kept = before === undefined || rank(seen) > rank(before) ? seen : before;
    const ms = Math.max(seen.ms, before?.ms ?? 0);
    const asked = seen.asked + (before?.asked ?? 0);
    worst.set(seen.check, { ...kept, ms, asked, failed: seen.failed + (before?.failed ?? 0) });
  }
  return [...worst.values()];
}

function rank({ class: kind }: Observation): number {
  if (kind === 'void') return 0;
  return kind === 'pass' ? 1 : 2;
}
