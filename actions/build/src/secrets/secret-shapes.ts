/** Secrets that are known by their look, by what they are. */
const shapes: readonly [kind: string, pattern: RegExp][] = [
  ['a GitHub token', /\b(?:gh[oprsu]_[A-Za-z0-9]{20,}|github_pat_\w{20,})/],
  ['a GitLab token', /\bglpat-[\w-]{20,}/],
  ['an AWS access key', /\b(?:AKIA|ASIA)(?![A-Z0-9]*EXAMPLE)[A-Z0-9]{16}\b/],
  ['a Google API key', /\bAIza[\w-]{35}/],
  ['a private key', /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY/],
  ['a Slack token', /\bxox[abeoprs]-[\w-]{10,}/],
  ['a Stripe key', /\b[rs]k_live_\w{10,}/],
  ['an npm token', /\bnpm_[A-Za-z0-9]{36}/],
  ['a PyPI token', /\bpypi-AgE[\w-]{30,}/],
  ['a Docker Hub token', /\bdckr_pat_[\w-]{20,}/],
  ['a JSON Web Token', /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]+/],
  ['an authorization header', /\bauthorization:\s*(?:bearer|basic|token)\s+(?![$<{%])[\w.~+/=-]{12,}/i],
];
const address = /\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/'"]*:([^\s@/'"]+)@([^\s:/'"]*)/gi;
const ownHost = /^(?:localhost|127\.\d+\.\d+\.\d+|\[?::1\]?|)$/;
const placeholder =
  /^(?:<.*>|\*+|x+|\.+|(?:my|your|the|some)?[-_]?(?:user|pass|password|passwd|secret|token|key)|change[-_]?(?:me|it|this)|dummy.*|fake.*|example.*|placeholder.*|not[-_]?(?:a|the|real).*|none|null|nil|undefined|build(?:[-_]?time)?|ci|test(?:ing)?|todo|redacted)$/i;
const setting =
  /^(?:true|false|yes|no|on|off|enabled?|disabled?|auto|basic|bearer|digest|plain|required?|optional|\d{1,5}[smhd]?)$/i;
const settingName = /_(?:sock|socket|dummy|field|scopes?|age|count|prefix|enable|disabled?)$/i;

/** What secret a text holds by its look, e.g. `a GitHub token`; undefined when it holds none. */
export function secretShape(text: string): string | undefined {
  const known = shapes.find(([, pattern]) => pattern.test(text))?.[0];
  return known ?? (holdsPassword(text) ? 'a password in an address' : undefined);
}

/** `scheme://user:password@host`, but no variable, no placeholder, and no server of the build itself. */
function holdsPassword(text: string): boolean {
  return [...text.matchAll(address)].some(
    ([, password = '', host = '']) =>
      !/[${}]/.test(password) && !placeholder.test(password) && !ownHost.test(host),
  );
}

/** Whether the value of something named like a secret is one itself: no variable, path, switch, number, or placeholder. */
export function mayBeSecret(name: string, value: string): boolean {
  const text = value.trim();
  if (settingName.test(name) || placeholder.test(text) || setting.test(text)) return false;
  return text.length >= 4 && !/^(?:[$`]|\.{0,2}\/|[a-z][a-z0-9+.-]*:\/\/)/i.test(text);
}

/** Names and references as they may be shown: what looks like a secret in them is left out. */
export function withoutSecrets(text: string): string {
  return secretShape(text) === undefined ? text : '(not shown)';
}
