/** Forms that only credentials have. Certificates and public keys have none of them. */
const shapes: readonly [shape: RegExp, what: string][] = [
  [/\b(gh[pousr]_[A-Za-z0-9]{8,}|github_pat_\w{8,})/, 'a token of GitHub'],
  [/\b(AKIA|ASIA)[A-Z0-9]{16}\b/, 'an access key of AWS'],
  [/-----BEGIN (?!CERTIFICATE|X509|TRUSTED|PUBLIC|[A-Z0-9]+ PUBLIC|SSH2 PUBLIC)/, 'a private key'],
  [/\bxox[abeoprs]-[A-Za-z0-9-]{8,}/, 'a token of Slack'],
  [/\bnpm_[A-Za-z0-9]{24,}/, 'a token of npm'],
  [/\b[sr]k_(live|test)_[A-Za-z0-9]{8,}/, 'a key of Stripe'],
  [/\bglpat-[\w-]{16,}/, 'a token of GitLab'],
  [/\bdckr_(pat|oat)_[\w-]{16,}/, 'a token of Docker Hub'],
  [/\bpypi-AgE[\w-]{16,}/, 'a token of PyPI'],
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s/?#@:]*:[^\s/?#@]+@/i, 'an address with a password in it'],
];

/** JSON Web Tokens; some are meant for browsers, and named so. */
const webToken = /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\./;

/** What kind of credential a value is by its form; undefined when it has none of the known ones. */
export function credentialShape(value: string, isPublic: boolean): string | undefined {
  const found = shapes.find(([shape]) => shape.test(value))?.[1];
  return found ?? (!isPublic && webToken.test(value) ? 'a JSON Web Token' : undefined);
}
