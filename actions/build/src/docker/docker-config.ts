import { decodeBase64, encodeBase64 } from '../base64.ts';

/** One registry's login in `config.json`, in the forms that docker itself knows. */
export interface StoredLogin {
  /** Base64 of `user:password`. */
  auth?: string;
  username?: string;
  password?: string;
  /** For a token server (Azure): stands in place of the password. */
  identitytoken?: string;
  /** For the registry itself, as a bearer token. */
  registrytoken?: string;
}

/** Parts of docker's `config.json` that matter here; everything else is kept as it is. */
export interface DockerConfig {
  auths?: Record<string, StoredLogin>;
  credsStore?: string;
  credHelpers?: Record<string, string>;
  cliPluginsExtraDirs?: string[];
  [other: string]: unknown;
}

/** A user and password; or, where a token is given, that token instead. */
export interface Credentials {
  username: string;
  password: string;
  /** To be exchanged at the registry's token server, as an OAuth 2 refresh token. */
  identityToken?: string;
  /** To be sent to the registry as it is, as a bearer token. */
  registryToken?: string;
}

/** Key of a registry in `auths` and `credHelpers`. */
export function authKey(host: string): string {
  return host === 'docker.io' ? 'https://index.docker.io/v1/' : host;
}

/**
 * The user's configuration for one private run: proxies, helpers and plugins keep working, and the given login is used
 * for its registry only.
 * @param pluginFolder of the user's own configuration
 */
export function privateConfig(
  original: DockerConfig,
  pluginFolder: string,
  login?: { host: string; credentials: Credentials },
): DockerConfig {
  const config = {
    ...original,
    cliPluginsExtraDirs: [...(original.cliPluginsExtraDirs ?? []), pluginFolder],
  };
  if (login === undefined) return config;
  const key = authKey(login.host);
  const auth = encodeBase64(`${login.credentials.username}:${login.credentials.password}`);
  const others = Object.entries(original.auths ?? {}).filter(([name]) => hostOf(name) !== hostOf(key));
  return {
    ...config,
    auths: { ...Object.fromEntries(others), [key]: { auth } },
    // An empty helper means this file; without it a credential store would win over the login.
    credHelpers: { ...original.credHelpers, [key]: '' },
  };
}

/** A login that stands in the configuration itself. */
export function storedLogin(config: DockerConfig, host: string): Credentials | undefined {
  const auths = config.auths ?? {};
  const key = authKey(host);
  const named = Object.keys(auths).find((name) => name === key || hostOf(name) === hostOf(key));
  const entry = named === undefined ? undefined : auths[named];
  const { username, password } = userAndPassword(entry ?? {});
  if (entry?.registrytoken) return { username, password, registryToken: entry.registrytoken };
  if (entry?.identitytoken) return { username, password, identityToken: entry.identitytoken };
  return username && password ? { username, password } : undefined;
}

/** Name of the program `docker-credential-NAME` that knows this registry's login; undefined when none does. */
export function credentialHelper(config: DockerConfig, host: string): string | undefined {
  return (config.credHelpers?.[authKey(host)] ?? config.credsStore) || undefined;
}

/** What a credential helper has answered: with the user `<token>`, its secret is an identity token. */
export function helperLogin(username: string, secret: string): Credentials {
  return username === '<token>'
    ? { username: '', password: '', identityToken: secret }
    : { username, password: secret };
}

/** `auths` may name a registry by its host or, as old clients did, by an address. */
function hostOf(key: string): string {
  return key.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
}

function userAndPassword(entry: StoredLogin): { username: string; password: string } {
  const given = { username: entry.username ?? '', password: entry.password ?? '' };
  if (!entry.auth) return given;
  // Docker writes NUL characters behind some passwords.
  const plain = decodeBase64(entry.auth).replace(/\0+$/, '');
  const colon = plain.indexOf(':');
  return colon < 0 ? given : { username: plain.slice(0, colon), password: plain.slice(colon + 1) };
}
