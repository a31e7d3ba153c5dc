import { Failure } from '@workaday/core';
import { type Release, readSnapshot, secretMask } from '@workaday/kubernetes';
import {
  controlProbe,
  type HttpService,
  insideVantage,
  type LiveView,
  masked,
  outsideVantage,
  podProxy,
  sentSecrets,
  type Vantage,
} from '@workaday/probe';
import { readStandingObjects } from './facts.ts';
import { ingressUrls } from './ingress-urls.ts';
import type { Job } from './job.ts';

export interface Vantages {
  vantages: readonly Vantage[];
  /** What the app depends on and does not answer. */
  control: () => Promise<string | undefined>;
  /** There is nothing that could be asked, from nowhere. */
  mute: boolean;
}

/** From where a release is asked: outside as its users do, and inside each of its pods. */
export async function vantagesOf(
  job: Job,
  release: Release,
  services: readonly HttpService[],
  view: () => LiveView,
): Promise<Vantages> {
  const { cluster, ports, setting } = job;
  const { questions } = setting.smoke;
  const found = setting.url === undefined && setting.defaultChecks ? await hostsOf(job, release) : [];
  const urls = setting.url === undefined ? found : [setting.url];
  const env = {
    WORKADAY_URL: setting.url ?? '',
    WORKADAY_RELEASE: String(release.number),
    WORKADAY_VERSION: release.version,
  };
  const { version } = release;
  const outside = { urls, found: setting.url === undefined, questions, env, version };
  const mask = await maskOf(job, release);
  const probe = controlProbe(setting.control, ports.outside);
  return {
    control: async () => {
      const why = await probe();
      return why && mask(why);
    },
    vantages: [
      masked(outsideVantage(outside, ports.outside), mask),
      masked(insideVantage(view, podProxy(cluster, setting.place.namespace), { questions, version }), mask),
    ],
    mute: services.length === 0 && urls.length === 0 && setting.checks.every(({ kind }) => kind === 'http'),
  };
}

async function hostsOf({ cluster, setting }: Job, release: Release): Promise<string[]> {
  const ingresses = release.objects.filter(({ kind }) => kind === 'Ingress');
  const standing = await readStandingObjects(cluster, setting.place.namespace, {
    ...release,
    objects: ingresses,
  });
  return ingressUrls(standing.flatMap(({ live }) => (live === undefined ? [] : [live])));
}

/** Hides what the release's Secrets hold, and what its checks send; everything, when it is not known what they hold. */
async function maskOf({ cluster, ports, setting }: Job, release: Release): Promise<(text: string) => string> {
  const sent = sentSecrets([...setting.checks, ...setting.control]);
  try {
    return secretMask(await readSnapshot(cluster, setting.place, release), sent);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    ports.log.line(`answers are not shown, because the secrets in them are not known: ${error.message}`);
    return () => '(not shown)';
  }
}
