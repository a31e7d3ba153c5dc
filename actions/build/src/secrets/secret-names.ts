const words = [
  'token',
  'secrets?',
  'passw(?:or)?d',
  'passphrase',
  'pwd',
  'credentials?',
  'auth',
  'api_?key',
  'access_?key(?:_id)?',
  'private_?key',
  'signing_?key',
  'ssh_?key',
];
const secretWord = new RegExp(`(^|_)(${words.join('|')})(_|$)`, 'i');

/** What a name ends with that says something about a secret, such as where it is or how long. */
const aspects = [
  ...['urls?', 'uri', 'hosts?', 'hostname', 'domain', 'endpoint', 'port', 'path', 'file', 'dir', 'folder'],
  ...['name', 'header', 'type', 'mode', 'method', 'provider', 'issuer', 'audience', 'realm', 'version'],
  ...[
    'algorithm',
    'length',
    'size',
    'limit',
    'ttl',
    'expiry',
    'expires(?:_in)?',
    'lifetime',
    'enabled',
    'required',
  ],
];
const aspectWord = new RegExp(`_(${aspects.join('|')})$`, 'i');

/** Prefixes by which web frameworks put a variable into what browsers get, and words that say the same. */
const publicName =
  /^(NEXT_PUBLIC|NUXT_PUBLIC|EXPO_PUBLIC|PUBLIC|VITE|REACT_APP|GATSBY)_|(^|_)(PUBLIC|PUBLISHABLE)(_|$)/i;

const withUnderscores = (name: string) => name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replaceAll('-', '_');

/** Whether a build argument's name says that its value must not be readable. */
export function looksSecret(name: string): boolean {
  const words = withUnderscores(name);
  return secretWord.test(words) && !aspectWord.test(words) && !looksPublic(name);
}

/** Whether a build argument's name says that everybody may read its value. */
export function looksPublic(name: string): boolean {
  return publicName.test(withUnderscores(name));
}
