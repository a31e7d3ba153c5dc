import { errorMessage, Failure } from '@workaday/core';
import { isApiError, type Release } from '@workaday/kubernetes';
import { deployedDigests } from '../digests.ts';
import type { BrokenBefore } from '../evidence.ts';
import { type Gathered, gather, type Look } from '../gather.ts';
import type { Rule } from '../judge/rule.ts';
import { judge } from '../judge/verdict.ts';
import { type HttpService, httpServices, type LiveView, readLiveView } from '../live-view.ts';
import type { Asker } from './asker.ts';
import { condemnation, settleDown, waitForTraffic } from './in-place.ts';
import { roundLine } from './round-lines.ts';
import { trafficLine } from './traffic.ts';
import { vantagesOf } from './vantages.ts';
import { readWritten } from './written.ts';

export interface Question {
  release: Release;
  rule: Rule;
  brokenBefore: readonly BrokenBefore[];
  /** The rounds are to be known, not to be judged: so many are asked, and their lines name no verdict. */
  rounds?: number;
  /** The app has just been changed: answers count only once it has settled. */
  settles?: boolean;
  /** By the clock, in milliseconds. */
  deadline: number;
  /** Aborted when this run may no longer act. */
  lost?: AbortSignal;
}

export interface Asked extends Gathered {
  /** The last look at the cluster. */
  view: LiveView;
}

/** Waits until traffic goes to the release's pods, then asks in rounds until the evidence decides. */
export async function askRelease(asker: Asker, question: Question): Promise<Asked> {
  const { cluster, ports, setting } = asker;
  const { release, deadline, rounds } = question;
  const services = await httpServices(cluster, setting.place, release);
  checkServices(asker, services);
  const written = await readWritten(asker, release);
  const digests = deployedDigests(written.objects, release);
  const look = () => {
    question.lost?.throwIfAborted();
    return readLiveView(cluster, setting.place, { release, services, digests });
  };
  const first = await waitForTraffic(asker, look, deadline);
  let view = first;
  const patientLook = () => look().catch(unreadable);
  const decisive = question.settles ? await settleDown(asker, patientLook, first) : undefined;
  if (decisive !== undefined) return { ...condemned(asker, question, decisive), view };
  const observe = async (): Promise<Look> => {
    const seen = await patientLook();
    if (typeof seen === 'string') return { void: seen };
    view = seen;
    const condemns = condemnation(first, view);
    if (condemns !== undefined) return { decisive: condemns };
    const unproven = view.old.length > 0 ? trafficLine(view) : written.unknown;
    return unproven === undefined ? {} : { void: unproven };
  };
  const { vantages, control, mute } = await vantagesOf(asker, {
    release,
    written,
    services,
    view: () => view,
  });
  const answer = await gather({
    release: release.number,
    checks: setting.checks,
    brokenBefore: question.brokenBefore,
    vantages,
    rule: mute ? { ...question.rule, silent: 1 } : question.rule,
    clock: ports.clock,
    deadline,
    ...(rounds === undefined ? {} : { rounds }),
    interval: setting.smoke.interval,
    look: observe,
    control,
    onRound: (round, judgement, evidence) =>
      ports.log.line(roundLine(round, rounds === undefined ? judgement : undefined, evidence)),
  });
  return { ...answer, view };
}

/** The verdict of a fact that decides alone. */
export function condemned(
  { setting }: Asker,
  { release, rule, brokenBefore }: Pick<Question, 'release' | 'rule' | 'brokenBefore'>,
  decisive: string,
): Gathered {
  const checks = setting.checks.map(({ name }) => name);
  const evidence = {
    format: 2,
    release: release.number,
    rule,
    checks,
    brokenBefore,
    rounds: [],
    decisive,
  } as const;
  return { evidence, judgement: judge(evidence) };
}

function unreadable(error: unknown): string {
  if (error instanceof Failure || isApiError(error))
    return `the cluster cannot be read: ${errorMessage(error)}`;
  throw error;
}

function checkServices({ setting }: Asker, services: readonly HttpService[]): void {
  const known = services.map(({ service }) => service);
  const unknown = setting.checks.flatMap((check) =>
    check.kind === 'http' && check.service !== undefined && !known.includes(check.service)
      ? [`${JSON.stringify(check.name)} asks ${check.service}`]
      : [],
  );
  if (unknown.length === 0) return;
  throw new Failure({
    reason: 'bad-config',
    what: `checks name Services that the release does not have: ${unknown.join('; ')}`,
    why: `The release's Services with a selector and an HTTP port are: ${known.length === 0 ? 'none' : known.join(', ')}.`,
    next: 'Correct `service` of these checks, or name the port of the Service `http`; then run this asker again.',
  });
}
