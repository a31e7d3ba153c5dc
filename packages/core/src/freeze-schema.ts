import * as v from 'valibot';
import { parseDuration } from './duration.ts';
import { described, duration } from './schema-parts.ts';

/** When an app stops taking merges by itself. */
export interface FreezeConfig {
  /** Automatic rollbacks in a row; 0 for never. */
  after: number;
  /** Milliseconds. */
  lasting: number;
}

export const freezeSchema = v.strictObject({
  after: v.optional(
    described(
      v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(20)),
      'Automatic rollbacks in a row after which merges stop; 2 by default, 0 for never.',
    ),
  ),
  for: v.optional(
    described(
      v.pipe(
        duration,
        v.check((text) => isWithin(parseDuration(text)), 'expected 1m to 30d'),
      ),
      'How long, unless someone unlocks the app or a merge reverts the last bad commit; 24h by default.',
    ),
  ),
});

function isWithin(value = Number.NaN): boolean {
  return value >= 60_000 && value <= 30 * 86_400_000;
}

/** Staging stops nothing by itself: nobody is served there, and the fix has to pass it. */
export function freezeIn(
  { freeze, staging }: { freeze: FreezeConfig; staging: string | undefined },
  environment: string,
): FreezeConfig {
  return environment === staging ? { ...freeze, after: 0 } : freeze;
}

/** Fills in the defaults. */
export function resolveFreeze(raw: v.InferOutput<typeof freezeSchema>): FreezeConfig {
  return { after: raw.after ?? 2, lasting: parseDuration(raw.for ?? '24h') ?? Number.NaN };
}
