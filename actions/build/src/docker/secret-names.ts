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
const pattern = new RegExp(`(^|_)(${words.join('|')})(_|$)`, 'i');

/** Whether a build argument's name says that its value must not be readable. */
export function looksSecret(name: string): boolean {
  return pattern.test(name.replace(/([a-z0-9])([A-Z])/g, '$1_$2'));
}
