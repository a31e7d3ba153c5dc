import * as v from 'valibot';
import { formatDuration, parseDuration } from './duration.ts';
import { described, duration } from './schema-parts.ts';

/** How a smoke test goes about its verdict; times in milliseconds. */
export interface SmokeConfig {
  /** From the complete rollout to the first round that votes. */
  settle: number;
  /** From the start of one round to the start of the next. */
  interval: number;
  /** Rounds in a row without a failure after which a release is kept. */
  clean: number;
  /** Time of voting after which there is no verdict. */
  limit: number;
  rule: 'strict' | 'fast';
  /** What becomes of a release without a verdict. */
  inconclusive: 'keep' | 'hold' | 'rollback';
  /** Questions per check, vantage and round. */
  questions: number;
}

const between = (least: string, most: string) =>
  v.pipe(
    duration,
    v.check(
      (text) => within(parseDuration(text), parseDuration(least), parseDuration(most)),
      `expected ${least} to ${most}`,
    ),
  );

function within(value = Number.NaN, least = 0, most = 0): boolean {
  return value >= least && value <= most;
}

const whole = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

export const smokeSchema = v.pipe(
  v.strictObject({
    settle: v.optional(
      described(between('0s', '30m'), 'Wait after the rollout before a round votes; 30s by default.'),
    ),
    interval: v.optional(
      described(between('500ms', '5m'), 'From one round to the next; 5s by default, at least 500ms.'),
    ),
    clean: v.optional(
      described(whole(3, 200), 'Rounds in a row without a failure that keep a release; 12 by default.'),
    ),
    limit: v.optional(
      described(between('3s', '2h'), 'Time of voting after which there is no verdict; 4m by default.'),
    ),
    rule: v.optional(
      described(
        v.picklist(['strict', 'fast']),
        'How long a burst of failures may last before it is held against the release; `strict` by default.',
      ),
    ),
    inconclusive: v.optional(
      described(
        v.picklist(['keep', 'hold', 'rollback']),
        'What becomes of a release without a verdict; `keep` by default.',
      ),
    ),
    questions: v.optional(described(whole(1, 20), 'Questions per check, vantage and round; 5 by default.')),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { clean, interval, limit } = resolveSmoke(dataset.value);
    if (clean * interval <= limit) return;
    const message = `${clean} clean rounds every ${formatDuration(interval)} take longer than the limit of ${formatDuration(limit)}, so that no release could be kept; lower clean or interval, or raise limit`;
    addIssue({ message });
  }),
);

export type RawSmoke = {
  [Key in keyof SmokeConfig]?:
    | (Key extends 'settle' | 'interval' | 'limit' ? string : SmokeConfig[Key])
    | undefined;
};

/** Fills in the defaults. */
export function resolveSmoke(raw: RawSmoke): SmokeConfig {
  return {
    settle: parseDuration(raw.settle ?? '30s') ?? Number.NaN,
    interval: parseDuration(raw.interval ?? '5s') ?? Number.NaN,
    clean: raw.clean ?? 12,
    limit: parseDuration(raw.limit ?? '4m') ?? Number.NaN,
    rule: raw.rule ?? 'strict',
    inconclusive: raw.inconclusive ?? 'keep',
    questions: raw.questions ?? 5,
  };
}
