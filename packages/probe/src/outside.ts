import type { Ask, Asked, Reach } from './answer.ts';
import { type Check, type CommandCheck, type HttpCheck, mayWrite, type PortCheck } from './checks.ts';
import type { RunCommand } from './command.ts';
import type { Observation } from './evidence.ts';
import { observe, observeCommand, observeConnection } from './observe.ts';
import { abstaining, type Vantage, voted } from './vantage.ts';

/** How this machine asks. */
export interface OutsidePorts {
  ask: Ask;
  reach: Reach;
  run: RunCommand;
  /** Letters that no cache has seen yet. */
  random: () => string;
}

export interface Outside {
  /** Where users reach the app. */
  urls: readonly string[];
  /** Whether the URLs were found, not configured: then what cannot be reached from here accuses nobody. */
  found: boolean;
  /** Of the release that must answer. */
  version: string;
  /** Questions per check and round, except for commands. */
  questions: number;
  /** What commands may know of the release. */
  env: Readonly<Record<string, string>>;
}

/** What users see, asked from this machine. HTTP checks of one Service have no URL of their own. */
export function outsideVantage(outside: Outside, ports: OutsidePorts): Vantage {
  let turn = 0;
  return {
    name: 'outside',
    ask: async (checks) => {
      const asked = checks.flatMap((check) => questionsOf(check, turn, outside, ports));
      turn += outside.questions;
      if (asked.length > 0) return voted('outside', await Promise.all(asked.map((question) => question())));
      const why = checks.some((check) => check.kind === 'http' && check.service === undefined)
        ? 'no URL: name one in the input `url` or in environments.NAME.url of workaday.yml'
        : 'every check names a Service, none the URL';
      return abstaining('outside', why);
    },
  };
}

type Put = () => Promise<Observation>;

function questionsOf(check: Check, turn: number, outside: Outside, ports: OutsidePorts): Put[] {
  const turns = Array.from({ length: outside.questions }, (_, index) => turn + index);
  switch (check.kind) {
    case 'http':
      if (check.service !== undefined) return [];
      return outside.urls.flatMap((url) =>
        (mayWrite(check) ? [turn / outside.questions] : turns).map(
          (at) => () => askUrl(check, url, at, outside, ports),
        ),
      );
    case 'tcp':
    case 'tls':
      return turns.map((at) => () => reachPort(check, at, ports));
    case 'command':
      return [() => runCommand(check, outside, ports)];
  }
}

async function askUrl(
  check: HttpCheck,
  url: string,
  turn: number,
  outside: Outside,
  { ask, random }: OutsidePorts,
) {
  const target = `${url.replace(/\/+$/, '')}${check.path}`;
  const asked = await askOnce(check, check.cacheBust ? bust(target, random()) : target, turn, ask);
  const host = new URL(url).host;
  const unknown = outside.found && asked.kind === 'fault';
  const shown: Asked = unknown
    ? { kind: 'none', why: `${asked.detail}; nobody said that it can be asked from here` }
    : asked;
  return observe(check, at(host, asked), shown, { seen: 'outside', version: outside.version });
}

/** One question of a check, at one URL. */
export function askOnce(check: HttpCheck, url: string, turn: number, ask: Ask): Promise<Asked> {
  const { method, headers, body, timeout, redirects } = check;
  return ask({ method, url, headers, body, timeout, redirects, turn });
}

async function reachPort(check: PortCheck, turn: number, { reach }: OutsidePorts): Promise<Observation> {
  const { host, port, timeout } = check;
  const reached = await reach({ host, port, tls: check.kind === 'tls', timeout, turn });
  return observeConnection(check, at(`${host}:${port}`, reached), reached);
}

async function runCommand(
  check: CommandCheck,
  { env }: Outside,
  { run }: OutsidePorts,
): Promise<Observation> {
  const { argv, timeout } = check;
  return observeCommand(check, await run({ argv, timeout, env }));
}

function at(host: string, asked: { address?: string } | { kind: 'none' }): string {
  return 'address' in asked && asked.address !== undefined ? `${host} (${asked.address})` : host;
}

function bust(url: string, letters: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}workaday=${letters}`;
}
