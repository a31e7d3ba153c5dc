import { formatDuration } from '@workaday/core';
import type { LiveView } from '../live-view.ts';
import type { Asker } from './asker.ts';
import { crashOf } from './crash.ts';
import { trafficLine, trafficState } from './traffic.ts';

type LookAt = () => Promise<LiveView>;

/** From one look at the cluster to the next, in milliseconds. */
const pause = 1000;

/** Rollout complete is not traffic switched: waits until the Services send new connections to new pods only. */
export async function waitForTraffic({ ports }: Asker, look: LookAt, deadline: number): Promise<LiveView> {
  const { clock, log } = ports;
  const started = clock.now();
  let said = '';
  for (;;) {
    const view = await look();
    const state = trafficState(view, clock.now() - started);
    const line = trafficLine(view);
    if (line !== said) log.line(`${formatDuration(clock.now() - started)} ${line}`);
    said = line;
    if (state === 'switched' || clock.now() >= deadline) return view;
    await clock.wait(Math.max(0, Math.min(pause, deadline - clock.now())));
  }
}

/**
 * Lets caches fill and connections come up before anything counts; answers early when the pods condemn the release.
 * A cluster that cannot be read for a moment, `look` says in a sentence.
 */
export async function settleDown(
  { ports, setting }: Asker,
  look: () => Promise<LiveView | string>,
  first: LiveView,
): Promise<string | undefined> {
  const { clock, log } = ports;
  const { settle } = setting.smoke;
  if (settle === 0) return undefined;
  log.line(`settling for ${formatDuration(settle)} before answers count`);
  const until = clock.now() + settle;
  while (clock.now() < until) {
    await clock.wait(Math.min(pause, until - clock.now()));
    const seen = await look();
    const decisive = typeof seen === 'string' ? undefined : condemnation(first, seen);
    if (decisive !== undefined) return decisive;
  }
  return undefined;
}

/** What condemns a release without asking it: pods that keep crashing, or that run something else. */
export function condemnation(
  first: Pick<LiveView, 'pods'>,
  now: Pick<LiveView, 'pods' | 'foreign'>,
): string | undefined {
  return now.foreign ?? crashOf(first.pods, now.pods);
}
