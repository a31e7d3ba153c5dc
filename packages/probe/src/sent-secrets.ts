import type { Check, Control } from './checks.ts';

/** Names of query parameters whose values open doors. */
const telling = /token|secret|passw|key|signature|\bsig\b|auth|credential/i;
const hidden = '***';

/** Headers that say what is wanted, not who asks. */
const harmless =
  /^(accept(-.*)?|cache-control|content-type|forwarded|from|host|if-.*|origin|pragma|prefer|range|referer|user-agent|x-forwarded-.*|x-requested-with)$/i;

/** A path or URL as it may be shown: its password and the values of telling parameters are hidden. */
export function shownPath(path: string): string {
  return path
    .replace(/^(https?:\/\/[^/@:]*):[^/@]*@/, `$1:${hidden}@`)
    .replace(/([?&])([^=&#]+)=([^&#]+)/g, (all, before: string, name: string) =>
      telling.test(name) ? `${before}${name}=${hidden}` : all,
    );
}

/** What checks send that nobody else may read: header values and the credentials in them, and what paths and bodies hide. */
export function sentSecrets(checks: readonly (Check | Control)[]): string[] {
  const found = checks.flatMap((check) => {
    if (check.kind !== 'http') return [];
    const url = new URL('url' in check ? check.url : check.path, 'http://app');
    const values = [...url.searchParams].flatMap(([name, value]) => (telling.test(name) ? [value] : []));
    const headers = Object.entries(check.headers).filter(([name]) => !harmless.test(name));
    const inHeaders = headers.flatMap(([, value]) => inHeader(value));
    return [...inHeaders, ...values, ...inBody(check.body ?? ''), ...passwords(url.password)];
  });
  return [...new Set(found)].filter((value) => value !== '');
}

/** `Bearer TOKEN`, `Basic …`, `name=value; name=value`: an app may answer with the inner part alone. */
function inHeader(value: string): string[] {
  const [, credentials = ''] = /^[A-Za-z][\w-]*\s+(\S+)$/.exec(value) ?? [];
  const pairs = [...value.matchAll(/[\w.-]+="?([^";,\s]+)/g)].map(([, inner = '']) => inner);
  const basic = /^basic\s/i.test(value) ? Buffer.from(credentials, 'base64').toString('utf8') : '';
  return [value, credentials, ...pairs, basic, basic.slice(basic.indexOf(':') + 1)];
}

/** Values of telling names, in JSON or in a form. */
function inBody(body: string): string[] {
  const json = [...body.matchAll(/"([^"]+)"\s*:\s*"((?:[^"\\]|\\.)*)"/g)].map(([, name = '', value = '']) => [
    name,
    unescaped(value),
  ]);
  const form = body.includes('"') ? [] : [...new URLSearchParams(body)];
  return [...json, ...form].flatMap(([name = '', value = '']) => (telling.test(name) ? [value] : []));
}

function unescaped(json: string): string {
  try {
    return JSON.parse(`"${json}"`) as string;
  } catch {
    // It only looks like JSON.
    return json;
  }
}

function passwords(encoded: string): string[] {
  try {
    return [encoded, decodeURIComponent(encoded)];
  } catch {
    // A percent sign that encodes nothing stands for itself.
    return [encoded];
  }
}
