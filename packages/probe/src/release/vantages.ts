import type { Release } from '@workaday/kubernetes';
import { controlProbe } from '../control.ts';
import { insideVantage } from '../inside.ts';
import type { HttpService, LiveView } from '../live-view.ts';
import { masked } from '../masked.ts';
import { outsideVantage } from '../outside.ts';
import { podProxy } from '../pod-proxy.ts';
import type { Vantage } from '../vantage.ts';
import type { Asker } from './asker.ts';
import { ingressUrls } from './ingress-urls.ts';
import { maskFor } from './mask.ts';
import { readStandingObjects } from './standing-objects.ts';
import type { Written } from './written.ts';

export interface Vantages {
  vantages: readonly Vantage[];
  /** What the app depends on and does not answer. */
  control: () => Promise<string | undefined>;
  /** There is nothing that could be asked, from nowhere. */
  mute: boolean;
}

/** What is to be asked of. */
export interface Asking {
  release: Release;
  written: Written;
  services: readonly HttpService[];
  /** The latest look at the cluster. */
  view: () => LiveView;
}

/** From where a release is asked: outside as its users do, and inside each of its pods. */
export async function vantagesOf(
  asker: Asker,
  { release, written, services, view }: Asking,
): Promise<Vantages> {
  const { cluster, ports, setting } = asker;
  const { questions } = setting.smoke;
  const found = setting.url === undefined && setting.defaultChecks ? await hostsOf(asker, release) : [];
  const urls = setting.url === undefined ? found : [setting.url];
  const env = {
    WORKADAY_URL: setting.url ?? '',
    WORKADAY_RELEASE: String(release.number),
    WORKADAY_VERSION: release.version,
  };
  const { version } = release;
  const outside = { urls, found: setting.url === undefined, questions, env, version };
  const mask = maskFor(setting, written);
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

async function hostsOf({ cluster, setting }: Asker, release: Release): Promise<string[]> {
  const ingresses = release.objects.filter(({ kind }) => kind === 'Ingress');
  const standing = await readStandingObjects(cluster, setting.place.namespace, {
    ...release,
    objects: ingresses,
  });
  return ingressUrls(standing.flatMap(({ live }) => (live === undefined ? [] : [live])));
}
