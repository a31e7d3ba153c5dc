import type { Ask } from './answer.ts';
import type { Check } from './checks.ts';
import { observe } from './observe.ts';
import { unusable, type Vantage } from './vantage.ts';

/** What users see: the app's URL, asked from this machine. Checks of one Service have no URL of their own. */
export function outsideVantage(url: string | undefined, ask: Ask): Vantage {
  if (url === undefined || url === '') {
    return unusable(
      'outside',
      'no URL: name one in the input `url` or in environments.NAME.url of workaday.yml',
    );
  }
  const base = url.replace(/\/+$/, '');
  const host = new URL(url).host;
  return {
    name: 'outside',
    ask: async (checks) => {
      const own = checks.filter((check) => check.service === undefined);
      if (own.length === 0) {
        return {
          vantage: 'outside',
          abstains: 'every check names a Service, none the URL',
          observations: [],
        };
      }
      const observations = await Promise.all(own.map((check) => askOne(check, base, host, ask)));
      const reasons = new Set(
        observations.map(({ class: kind, got }) => (kind === 'void' ? got : undefined)),
      );
      const [reason] = reasons;
      const mute = reasons.size === 1 && reason !== undefined;
      return { vantage: 'outside', ...(mute ? { abstains: reason } : {}), observations };
    },
  };
}

async function askOne(check: Check, base: string, host: string, ask: Ask) {
  const { headers, timeout } = check;
  return observe(check, host, await ask({ url: `${base}${check.path}`, headers, timeout }));
}
