import type { Ask, Reach } from './answer.ts';
import type { Control } from './checks.ts';
import type { Observation } from './evidence.ts';
import { observe, observeConnection } from './observe.ts';
import { askOnce } from './outside.ts';

/**
 * Asks everything that the app depends on, once each time: answers why not all of it is healthy, or undefined. What
 * cannot be asked from here says nothing.
 */
export function controlProbe(
  controls: readonly Control[],
  { ask, reach }: { ask: Ask; reach: Reach },
): () => Promise<string | undefined> {
  let turn = 0;
  return async () => {
    turn += 1;
    const seen = await Promise.all(controls.map((control) => observed(control, turn, ask, reach)));
    const bad = seen.find(({ failed }) => failed > 0);
    return bad && `${bad.check}: expected ${bad.expected ?? 'an answer'}, got ${bad.got ?? 'nothing'}`;
  };
}

async function observed(control: Control, turn: number, ask: Ask, reach: Reach): Promise<Observation> {
  if (control.kind === 'http') {
    const { host } = new URL(control.url);
    return observe(control, host, await askOnce(control, control.url, turn, ask), {
      seen: 'outside',
      version: undefined,
    });
  }
  const { host, port, timeout } = control;
  const reached = await reach({ host, port, tls: control.kind === 'tls', timeout, turn });
  return observeConnection(control, `${host}:${port}`, reached);
}
