import * as v from 'valibot';
import { type BuildRecord, recordText } from './record.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what it keeps out
const line = (longest: number) => v.pipe(v.string(), v.maxLength(longest), v.regex(/^[^\x00-\x1f\x7f]+$/));
const digest = v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/));
const moment = v.pipe(v.string(), v.toDate());
const time = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/),
  v.check((text) => v.is(moment, text)),
);
const commit = v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/));
const common = {
  repository: line(512),
  digest,
  commit,
  revision: commit,
  epoch: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
  ref: v.pipe(line(512), v.startsWith('refs/')),
  builtAt: time,
  run: v.pipe(line(1024), v.regex(/^https?:\/\/\S+$/)),
};
const schema = v.variant('kind', [
  v.strictObject({ kind: v.literal('source'), subject: digest, ...common }),
  v.strictObject({ kind: v.literal('cache'), subject: line(512), ...common }),
]);

/** A record from its text, which anyone may have written: only the exact text of a whole record is one. */
export function parseRecord(text: string): { record: BuildRecord } | { why: string } {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return { why: 'its text is no JSON' };
    throw error;
  }
  const parsed = v.safeParse(schema, content);
  if (!parsed.success) {
    const fields = new Set(parsed.issues.map((issue) => v.getDotPath(issue) ?? 'the whole'));
    return { why: `these fields are not as they should be: ${[...fields].join(', ').slice(0, 200)}` };
  }
  return recordText(parsed.output) === text
    ? { record: parsed.output }
    : { why: 'its text is not in canonical form' };
}

/** The time of the build by the record's own word; milliseconds. */
export function builtAtOf(record: BuildRecord): number {
  return v.parse(moment, record.builtAt).getTime();
}
