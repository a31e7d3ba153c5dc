import { decodeBase64, encodeBase64 } from '../base64.ts';

/** Parts of docker's `config.json` that matter here; everything else is kept as it is. */
export interface DockerConfig {
  auths?: Record<string, { auth?: string; username?: string; password?: string }>;
  credsStore?: string;
  credHelpers?: Record<string, string>;
  cliPluginsExtraDirs?: string[];
  [other: string]: unknown;
}

export interface Credentials {
  username: string;
  password: string;
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
  return {
    ...config,
    auths: { ...original.auths, [key]: { auth } },
    // An empty helper means this file; without it a credential store would win over the login.
    credHelpers: { ...original.credHelpers, [key]: '' },
  };
}

/** A login that stands in the configuration itself. */
export function storedLogin(config: DockerConfig, host: string): Credentials | undefined {
  const entry = config.auths?.[authKey(host)] ?? config.auths?.[`https://${host}`];
  if (entry?.username && entry.password) return { username: entry.username, password: entry.password };
  if (!entry?.auth) return undefined;
  const plain = decodeBase64(entry.auth);
  const colon = plain.indexOf(':');
  return colon < 0 ? undefined : { username: plain.slice(0, colon), password: plain.slice(colon + 1) };
}

/** Name of the program `docker-credential-NAME` that knows this registry's login; undefined when none does. */
export function credentialHelper(config: DockerConfig, host: string): string | undefined {
  return config.credHelpers?.[authKey(host)] ?? config.credsStore;
}
