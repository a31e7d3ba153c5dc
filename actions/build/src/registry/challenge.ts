/** What a registry asks for in `WWW-Authenticate`. */
export interface Challenge {
  scheme: 'basic' | 'bearer';
  parameters: Readonly<Record<string, string>>;
}

/** Reads the first challenge that we can answer; undefined when there is none. */
export function parseChallenge(header: string): Challenge | undefined {
  const [, name = '', rest = ''] = /(?:^|,\s*)(basic|bearer)\b\s*(.*)$/i.exec(header) ?? [];
  const scheme = name.toLowerCase();
  if (scheme !== 'basic' && scheme !== 'bearer') return undefined;
  const parameters: Record<string, string> = {};
  for (const [, key = '', quoted, plain] of rest.matchAll(/([a-z_]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/gi)) {
    parameters[key.toLowerCase()] = quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '';
  }
  return { scheme, parameters };
}

/**
 * Address of the token for a bearer challenge; a sentence when it must not be asked.
 * @param registry base address of the registry that sent the challenge
 */
export function tokenUrl(challenge: Challenge, scope: string, registry: string): URL | { problem: string } {
  const { realm = '', service } = challenge.parameters;
  if (!URL.canParse(realm))
    return { problem: `the registry names no address for tokens (realm ${JSON.stringify(realm)})` };
  const url = new URL(realm);
  const secure = url.protocol === 'https:' || (url.protocol === 'http:' && registry.startsWith('http:'));
  if (!secure) return { problem: `the registry asks to send the login in the clear, to ${url.origin}` };
  if (service !== undefined) url.searchParams.set('service', service);
  url.searchParams.set('scope', scope);
  return url;
}
