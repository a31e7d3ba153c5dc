import type { Asked } from './answer.ts';
import { type Check, type HttpCheck, mayWrite } from './checks.ts';
import type { Observation } from './evidence.ts';
import { observe } from './observe.ts';
import { headersKeptByApiServer } from './proxy-answer.ts';
import { abstaining, type Vantage, voted } from './vantage.ts';

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

export interface Inside {
  /** Asked per Service and check in one round; the next round goes on with the next pods. */
  questions: number;
  /** Of the release that must answer. */
  version: string;
}

export type AskPod = (target: PodTarget, check: HttpCheck) => Promise<Asked>;

/**
 * Every pod that serves, asked through the API server, without load balancer or DNS in between.
 */
export function insideVantage(
  look: () => InsideView,
  askPod: AskPod,
  { questions, version }: Inside,
): Vantage {
  let round = 0;
  return {
    name: 'inside',
    ask: async (checks) => {
      const view = look();
      if (view.services.length === 0) return abstain('the release has no Service with an HTTP port');
      const turn = questions * round++;
      const asked = checks.flatMap((check) => questionsOf(check, view, { turn, questions }));
      if (asked.length === 0) return abstain('no check asks the app over HTTP');
      const answers = await Promise.all(asked.map((question) => answerTo(question, askPod, version)));
      const barred = whyBarred(answers);
      return barred === undefined
        ? voted(
            'inside',
            answers.map(({ seen }) => seen),
          )
        : abstain(barred);
    },
  };
}

interface PodQuestion {
  check: HttpCheck;
  /** Undefined when the Service sends its traffic nowhere. */
  target: PodTarget | undefined;
  service: string;
}

function questionsOf(
  check: Check,
  view: InsideView,
  { turn, questions }: { turn: number; questions: number },
): PodQuestion[] {
  if (check.kind !== 'http') return [];
  return view.services
    .filter((service) => check.service === undefined || check.service === service)
    .flatMap((service): PodQuestion[] => {
      const own = view.targets.filter((target) => target.service === service);
      if (own.length === 0) return [{ check, service, target: undefined }];
      return Array.from({ length: questions }, (_, index) => {
        return { check, service, target: own[(turn + index) % own.length] };
      });
    });
}

interface PodAnswer {
  seen: Observation;
  /** Why the network let nothing through. */
  barred: string | undefined;
}

async function answerTo(
  { check, service, target }: PodQuestion,
  askPod: AskPod,
  version: string,
): Promise<PodAnswer> {
  const seen = { seen: 'inside', version } as const;
  if (target === undefined) {
    const detail = `the Service ${service} sends traffic to no ready pod`;
    const fault: Asked = { kind: 'fault', class: 'connect', detail, timings: {} };
    return { seen: observe(check, service, fault, seen), barred: undefined };
  }
  const why = whyNotInside(check);
  const asked = why === undefined ? await askPod(target, check) : { kind: 'none' as const, why };
  const barred = asked.kind === 'fault' && asked.barred ? asked.detail : undefined;
  return { seen: observe(check, target.pod, asked, seen), barred };
}

function whyNotInside(check: HttpCheck): string | undefined {
  if (mayWrite(check)) return `the right to ask pods is one to GET, not to ${check.method}`;
  const kept = headersKeptByApiServer(check.headers);
  return kept.length === 0 ? undefined : `the API server keeps the header ${kept.join(', ')} for itself`;
}

/** One pod that cannot be reached is its own affair; when none can, the network between stands in the way. */
function whyBarred(answers: readonly PodAnswer[]): string | undefined {
  const asked = answers.filter(({ seen }) => seen.asked > 0);
  if (asked.length === 0 || asked.some(({ barred }) => barred === undefined)) return undefined;
  return `the API server cannot reach the pods; a firewall or NetworkPolicy may forbid it (${asked[0]?.barred})`;
}

function abstain(why: string) {
  return abstaining('inside', why);
}
