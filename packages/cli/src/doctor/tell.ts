import { logText } from '@workaday/core';
import type { Finding, Level } from './finding.ts';

const marks: Readonly<Record<Level, string>> = {
  ok: 'ok',
  warning: 'warning',
  problem: 'PROBLEM',
  unknown: 'unknown',
};

/** What was found, for people: what is well in one line each, the rest with what to do. */
export function doctorText(findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ id, level, what, why, next }) => {
    const first = `${marks[level].padEnd(8)} ${id}: ${what}`;
    if (level === 'ok') return [first];
    const more = [why, next === '' ? '' : `What to do: ${next}`].filter((text) => text !== '');
    return [first, ...more.flatMap((text) => text.split('\n').map((line) => `         ${line}`))];
  });
  return logText(`${lines.join('\n')}\n\n${countText(findings)}\n`);
}

function countText(findings: readonly Finding[]): string {
  const count = countOf(findings);
  const verdict =
    count.problem > 0
      ? 'Not ready to ship.'
      : count.unknown > 0
        ? 'Nothing stands in the way, as far as it is known.'
        : 'Ready to ship.';
  const many = (level: 'problem' | 'warning') => `${count[level]} ${level}${count[level] === 1 ? '' : 's'}`;
  return `${verdict} ${many('problem')}, ${many('warning')}, ${count.unknown} unknown, ${count.ok} ok.`;
}

export function countOf(findings: readonly Finding[]): Record<Level, number> {
  const count = { ok: 0, warning: 0, problem: 0, unknown: 0 };
  for (const { level } of findings) count[level] += 1;
  return count;
}
