import type { Check, Control } from './checks.ts';

/** Names of query parameters whose values open doors. */
const telling = /token|secret|passw|key|signature|\bsig\b|auth|credential/i;
const hidden = '***';

/** A path or URL as it may be shown: values of telling parameters are hidden. */
export function shownPath(path: string): string {
  return path.replace(/([?&])([^=&#]+)=([^&#]+)/g, (all, before: string, name: string) =>
    telling.test(name) ? `${before}${name}=${hidden}` : all,
  );
}

/** What checks send that nobody else may read: header values, and what their paths hide. */
export function sentSecrets(checks: readonly (Check | Control)[]): string[] {
  return checks.flatMap((check) => {
    if (check.kind !== 'http') return [];
    const url = new URL('url' in check ? check.url : check.path, 'http://app');
    const values = [...url.searchParams].flatMap(([name, value]) => (telling.test(name) ? [value] : []));
    return [...Object.values(check.headers), ...values, url.password].filter((value) => value !== '');
  });
}
