import type { Clock } from '@workaday/core';
import type { Connection } from './connection.ts';

/** What every answer tells besides its body. */
export interface ServerSays {
  /** Milliseconds since 1970 by the server's clock. */
  now(): number;
  warnings: Set<string>;
  send: Connection['send'];
}

export function listenTo(connection: Connection, clock: Clock): ServerSays {
  const warnings = new Set<string>();
  let skew: Skew = unknown;
  return {
    now: () => clock.now() + middleOf(skew),
    warnings,
    async send(request, options) {
      const sent = clock.now();
      const answer = await connection.send(request, options);
      const date = Date.parse(answer.headers.date ?? '');
      if (Number.isFinite(date)) skew = narrowed(skew, skewOf(date, sent, clock.now()));
      for (const text of warningTexts(answer.headers['warning'])) warnings.add(text);
      return answer;
    },
  };
}

/** How far the server's clock is ahead of ours, in milliseconds. */
interface Skew {
  least: number;
  most: number;
}

const unknown: Skew = { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY };

/** The header has whole seconds, and was written at some moment between the question and its answer. */
function skewOf(date: number, sent: number, received: number): Skew {
  return { least: date - received, most: date + 1000 - sent };
}

function middleOf({ least, most }: Skew): number {
  return least > Number.NEGATIVE_INFINITY ? (least + most) / 2 : 0;
}

/** What all answers allow, so that a late one moves nothing; only the latest when a clock was set meanwhile. */
function narrowed(before: Skew, latest: Skew): Skew {
  const least = Math.max(before.least, latest.least);
  const most = Math.min(before.most, latest.most);
  return least <= most ? { least, most } : latest;
}

/** `299 - "text"`, several in one header. */
export function warningTexts(header: unknown): string[] {
  const text = Array.isArray(header) ? header.join(', ') : typeof header === 'string' ? header : '';
  return [...text.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map((match) =>
    (match[1] ?? '').replace(/\\(.)/g, '$1'),
  );
}
