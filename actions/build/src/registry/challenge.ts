/** What a registry asks for in `WWW-Authenticate`. */
export interface Challenge {
  scheme: 'basic' | 'bearer';
  parameters: Readonly<Record<string, string>>;
}

/** Either `name=value` of the challenge that was begun, or the scheme of the next one. */
const part = /([a-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))|([a-z][a-z0-9-]*)/gi;

/** Reads the challenge that we answer, a token before a password; undefined when there is none of both. */
export function parseChallenge(header: string): Challenge | undefined {
  const challenges: { scheme: string; parameters: Record<string, string> }[] = [];
  for (const [, key, quoted, plain, scheme] of header.matchAll(part)) {
    if (scheme !== undefined) challenges.push({ scheme: scheme.toLowerCase(), parameters: {} });
    const current = challenges.at(-1);
    if (key && current)
      current.parameters[key.toLowerCase()] = quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '';
  }
  const known = challenges.filter((each): each is Challenge & (typeof challenges)[0] =>
    ['basic', 'bearer'].includes(each.scheme),
  );
  return known.find((each) => each.scheme === 'bearer') ?? known[0];
}

/** `error` of the challenge: the token is good, but not for this. */
export function lacksScope(header: string | undefined): boolean {
  return parseChallenge(header ?? '')?.parameters['error'] === 'insufficient_scope';
}

/**
 * Where a bearer challenge says that tokens are given; a sentence when nothing must be asked there.
 * @param registry base address of the registry that sent the challenge
 */
export function tokenRealm({ parameters }: Challenge, registry: string): URL | { problem: string } {
  const { realm = '' } = parameters;
  if (!URL.canParse(realm)) {
    const shown = JSON.stringify(realm.replace(/^.*@/, '…@').slice(0, 200));
    return { problem: `the registry names no address for tokens (realm ${shown})` };
  }
  const url = new URL(realm);
  if (url.username !== '' || url.password !== '')
    return { problem: 'the registry names an address for tokens that holds a login' };
  const secure = url.protocol === 'https:' || (url.protocol === 'http:' && registry.startsWith('http:'));
  if (!secure) return { problem: `the registry asks to send the login in the clear, to ${url.host}` };
  return url;
}
