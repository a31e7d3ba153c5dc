import { Failure, type Place } from '@workaday/core';
import { fieldLine } from './field-line.ts';
import { type Refusal, type RefusalKind, refusalKinds } from './refusal.ts';

/** The text of a file of the repository; undefined when there is none. */
export type ReadText = (file: string) => Promise<string | undefined>;

const kinds = Object.keys(refusalKinds) as RefusalKind[];

/**
 * All refusals as one failure, grouped by what is wrong, each at the line of its field when the files can be read.
 * Its reason is that of the first group: `rejected`, `conflict` or `missing-config`.
 */
export async function refusedFailure(
  refusals: readonly Refusal[],
  readText: ReadText | undefined,
): Promise<Failure> {
  const ordered = kinds.flatMap((kind) => refusals.filter((refusal) => refusal.kind === kind));
  const placed = await Promise.all(ordered.map((refusal) => withLine(refusal, readText)));
  const distinct = [...new Map(placed.map((one) => [`${one.kind} ${one.problem.what}`, one])).values()];
  const groups = [...Map.groupBy(distinct, ({ kind }) => kind)].map(
    ([kind, group]) => `${refusalKinds[kind]}: ${group.map(textOf).join('; ')}`,
  );
  const objects = new Set(distinct.map(({ manifest }) => manifest)).size;
  return new Failure({
    outcome: 'refused',
    reason: reasonOf(distinct[0]?.kind),
    what: `${objects === 1 ? 'an object' : `${objects} objects`} cannot be deployed: ${groups.join('. ')}`,
    why: 'Every object was tried on the server without being written.',
    next: 'Correct them as each is told; nothing was touched.',
    problems: distinct.map(({ problem }) => problem),
    place: distinct[0]?.problem.place,
  });
}

function reasonOf(kind: RefusalKind | undefined): string {
  if (kind === 'conflict') return 'conflict';
  return kind === 'missing' ? 'missing-config' : 'rejected';
}

async function withLine(refusal: Refusal, readText: ReadText | undefined): Promise<Refusal> {
  const { field, manifest, problem } = refusal;
  if (field === undefined || readText === undefined) return refusal;
  const text = await readText(manifest.place.file);
  const line = text === undefined ? undefined : fieldLine(text, manifest.place.line, field);
  if (line === undefined) return refusal;
  return { ...refusal, problem: { ...problem, place: { file: manifest.place.file, line } } };
}

function textOf({ problem: { what, place } }: Refusal): string {
  return `${placeText(place)}: ${what}`;
}

function placeText(place: Place | undefined): string {
  return [place?.file, place?.line].filter(Boolean).join(':');
}
