import type { Asked } from './answer.ts';
import type { Check } from './checks.ts';
import type { Observation, VantageRound } from './evidence.ts';
import { observe, worstPerCheck } from './observe.ts';
import { headersKeptByApiServer } from './proxy-answer.ts';
import type { Vantage } from './vantage.ts';

/** One port of one pod that must answer. */
export interface PodTarget {
  service: string;
  pod: string;
  port: number;
  tls: boolean;
}

/** What there is to ask inside the cluster at this moment. */
export interface InsideView {
  /** Every Service with an HTTP port. */
  services: readonly string[];
  targets: readonly PodTarget[];
}

export type AskPod = (target: PodTarget, check: Check) => Promise<Asked>;

/** Asked per Service and check in one round; the next round goes on with the next pods. */
const podsPerRound = 5;

/** Every pod that serves, asked through the API server, without load balancer or DNS in between. */
export function insideVantage(look: () => InsideView, askPod: AskPod): Vantage {
  let round = 0;
  return {
    name: 'inside',
    ask: async (checks) => {
      const view = look();
      if (view.services.length === 0) return abstain('the release has no Service with an HTTP port');
      const turn = round++;
      const asked = checks.flatMap((check) => questions(check, view, turn));
      const observations = await Promise.all(asked.map((question) => answerTo(question, askPod)));
      return voted(worstPerCheck(observations));
    },
  };
}

interface PodQuestion {
  check: Check;
  /** Undefined when the Service sends its traffic nowhere. */
  target: PodTarget | undefined;
  service: string;
}

function questions(check: Check, view: InsideView, turn: number): PodQuestion[] {
  return view.services
    .filter((service) => check.service === undefined || check.service === service)
    .flatMap((service): PodQuestion[] => {
      const own = view.targets.filter((target) => target.service === service);
      if (own.length === 0) return [{ check, service, target: undefined }];
      return rotate(own, turn * podsPerRound)
        .slice(0, podsPerRound)
        .map((target) => ({ check, service, target }));
    });
}

function rotate<Item>(items: readonly Item[], by: number): Item[] {
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

async function answerTo({ check, service, target }: PodQuestion, askPod: AskPod): Promise<Observation> {
  if (target === undefined) {
    const detail = `the Service ${service} sends traffic to no ready pod`;
    return observe(check, service, { kind: 'fault', class: 'connect', detail, timings: {} });
  }
  const kept = headersKeptByApiServer(check.headers);
  if (kept.length > 0) {
    const why = `the API server keeps the header ${kept.join(', ')} for itself`;
    return observe(check, target.pod, { kind: 'none', why });
  }
  return observe(check, target.pod, await askPod(target, check));
}

function voted(observations: readonly Observation[]): VantageRound {
  const voids = observations.filter((observation) => observation.class === 'void');
  const why = voids[0]?.got;
  if (voids.length < observations.length || why === undefined) return { vantage: 'inside', observations };
  return { vantage: 'inside', abstains: why, observations };
}

function abstain(why: string): VantageRound {
  return { vantage: 'inside', abstains: why, observations: [] };
}
