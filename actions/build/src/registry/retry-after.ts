import { formatDuration } from '@workaday/core';

/** How long a server asks to be left alone: in milliseconds from now, and in its own words. */
export interface RetryAfter {
  milliseconds: number;
  /** e.g. `in 1h00m` or `at Mon, 23 Nov 2026 19:00:00 GMT` */
  when: string;
}

/**
 * Reads the header `Retry-After`, seconds or an HTTP date; undefined when it is neither.
 * @param now milliseconds since 1970
 */
export function readRetryAfter(header: string | undefined, now: number): RetryAfter | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) {
    const milliseconds = Number(text) * 1000;
    return { milliseconds, when: `in ${formatDuration(milliseconds)}` };
  }
  const date = httpDate(text);
  return date === undefined ? undefined : { milliseconds: Math.max(0, date - now), when: `at ${text}` };
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Milliseconds since 1970 of a date such as `Mon, 23 Nov 2026 19:00:00 GMT`. */
function httpDate(text: string): number | undefined {
  const found = /^[A-Z][a-z]{2}, (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/.exec(text);
  const month = months.indexOf(found?.[2] ?? '') + 1;
  if (found === null || month === 0) return undefined;
  const [day, year, hours, minutes, seconds] = [1, 3, 4, 5, 6].map((group) => Number(found[group]));
  const days = daysSince1970(year ?? 0, month, day ?? 0);
  return (((days * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1000;
}

/** In the Gregorian calendar, with years that begin in March so that the leap day is the last one. */
function daysSince1970(year: number, month: number, day: number): number {
  const y = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return 365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear - 719_468;
}
