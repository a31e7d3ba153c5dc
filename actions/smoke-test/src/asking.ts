import { errorMessage, Failure, formatDuration } from '@workaday/core';
import { isApiError, type Release } from '@workaday/kubernetes';
import {
  type Evidence,
  gather,
  httpServices,
  insideVantage,
  type Judgement,
  type LiveView,
  type Look,
  outsideVantage,
  podProxy,
  type Rule,
  readLiveView,
} from '@workaday/probe';
import { crashOf } from './crash.ts';
import type { Job } from './job.ts';
import { roundLine } from './round-lines.ts';
import { trafficLine, trafficState } from './traffic.ts';

export interface Question {
  release: Release;
  rule: Rule;
  brokenBefore: readonly string[];
  /** The rounds are to be known, not to be judged: their lines name no verdict. */
  unjudged?: boolean;
  /** By the clock, in milliseconds. */
  deadline: number;
  /** Aborted when this run may no longer act. */
  lost?: AbortSignal;
}

export interface Asked {
  evidence: Evidence;
  judgement: Judgement;
  /** The last look at the cluster. */
  view: LiveView;
}

/** From the start of one round to the start of the next, in milliseconds. */
const interval = 1000;

/** Waits until traffic goes to the release's pods, then asks in rounds until the evidence decides. */
export async function askRelease(job: Job, question: Question): Promise<Asked> {
  const { cluster, ports, setting } = job;
  const { release, deadline } = question;
  const services = await httpServices(cluster, setting.place, release);
  checkServices(
    job,
    services.map(({ service }) => service),
  );
  const look = () => {
    question.lost?.throwIfAborted();
    return readLiveView(cluster, setting.place, release, services);
  };
  let view = await waitForTraffic(job, look, deadline);
  const first = view;
  const observe = async (): Promise<Look> => {
    const seen = await look().catch(unreadable);
    if (typeof seen === 'string') return { void: seen };
    view = seen;
    const decisive = crashOf(first.pods, view.pods);
    if (decisive !== undefined) return { decisive };
    const reason = view.foreign ?? (view.old.length > 0 ? trafficLine(view) : undefined);
    return reason === undefined ? {} : { void: reason };
  };
  const mute = services.length === 0 && setting.url === undefined;
  const answer = await gather({
    release: release.number,
    checks: setting.checks,
    brokenBefore: question.brokenBefore,
    vantages: [
      outsideVantage(setting.url, ports.ask),
      insideVantage(() => view, podProxy(cluster, setting.place.namespace)),
    ],
    rule: mute ? { ...question.rule, silent: 1 } : question.rule,
    clock: ports.clock,
    deadline,
    interval,
    look: observe,
    onRound: (round, judgement, evidence) =>
      ports.log.line(roundLine(round, question.unjudged ? undefined : judgement, evidence)),
  });
  return { ...answer, view };
}

/** Rollout complete is not traffic switched: waits until the Services send new connections to new pods only. */
async function waitForTraffic(job: Job, look: () => Promise<LiveView>, deadline: number): Promise<LiveView> {
  const { clock, log } = job.ports;
  const started = clock.now();
  let said = '';
  for (;;) {
    const view = await look();
    const state = trafficState(view, clock.now() - started);
    const line = trafficLine(view);
    if (line !== said) log.line(`${formatDuration(clock.now() - started)} ${line}`);
    said = line;
    if (state === 'switched' || clock.now() >= deadline) return view;
    await clock.wait(Math.max(0, Math.min(interval, deadline - clock.now())));
  }
}

function unreadable(error: unknown): string {
  if (error instanceof Failure || isApiError(error))
    return `the cluster cannot be read: ${errorMessage(error)}`;
  throw error;
}

function checkServices({ setting }: Job, services: readonly string[]): void {
  const unknown = setting.checks.filter(
    ({ service }) => service !== undefined && !services.includes(service),
  );
  if (unknown.length === 0) return;
  const names = services.length === 0 ? 'none' : services.join(', ');
  throw new Failure({
    reason: 'bad-config',
    what: `checks name Services that the release does not have: ${unknown.map(({ name, service }) => `${JSON.stringify(name)} asks ${service}`).join('; ')}`,
    why: `The release's Services with a selector and an HTTP port are: ${names}.`,
    next: 'Correct `service` of these checks, or name the port of the Service `http`; then run this job again.',
  });
}
