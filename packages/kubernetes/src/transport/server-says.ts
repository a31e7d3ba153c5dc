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
  let skew = 0;
  return {
    now: () => clock.now() + skew,
    warnings,
    async send(request, options) {
      const answer = await connection.send(request, options);
      const date = Date.parse(answer.headers.date ?? '');
      // The header has whole seconds.
      if (Number.isFinite(date)) skew = date + 500 - clock.now();
      for (const text of warningTexts(answer.headers['warning'])) warnings.add(text);
      return answer;
    },
  };
}

/** `299 - "text"`, several in one header. */
export function warningTexts(header: unknown): string[] {
  const text = Array.isArray(header) ? header.join(', ') : typeof header === 'string' ? header : '';
  return [...text.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map((match) =>
    (match[1] ?? '').replace(/\\(.)/g, '$1'),
  );
}
