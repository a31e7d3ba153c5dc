import { formatDuration } from '@workaday/core';
import { objectName } from '../manifests/object.ts';
import type { ObjectStatus } from './finding.ts';

/** Nothing is said for at most this long while something is waited for. Milliseconds. */
const silence = 30_000;
const named = 5;

/** Says each change once, and now and then what is still waited for. */
export interface ChangeLines {
  report(statuses: readonly ObjectStatus[]): void;
  /** Something else that a person who waits should know. */
  say(text: string): void;
}

export function changeLines(now: () => number, onLine: (line: string) => void): ChangeLines {
  const started = now();
  let lastLine = started;
  const said = new Map<string, string>();
  const say = (text: string) => {
    lastLine = now();
    onLine(`${formatDuration(lastLine - started)} ${text}`);
  };
  return {
    say,
    report(statuses) {
      for (const { object, status } of statuses) {
        const name = objectName(object);
        const line = `${name}: ${status.state === 'progressing' ? '' : `${status.state}: `}${status.message}`;
        if (said.get(name) !== line) say(line);
        said.set(name, line);
      }
      if (now() - lastLine >= silence) say(stillWaiting(statuses));
    },
  };
}

function stillWaiting(statuses: readonly ObjectStatus[]): string {
  const open = statuses.filter(({ status }) => status.state !== 'ready');
  const texts = open.slice(0, named).map(({ object, status }) => `${objectName(object)}: ${status.message}`);
  const more = open.length > named ? `; and ${open.length - named} more` : '';
  return `still waiting for ${texts.join('; ')}${more}`;
}
