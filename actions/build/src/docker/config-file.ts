import type { DockerConfig } from './docker-config.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads docker's `config.json` as far as it matters here.
 * @returns what is wrong as sentences without any value of the file, as it holds logins
 */
export function parseDockerConfig(text: string): { config: DockerConfig } | { problems: string[] } {
  let parsed: unknown;
  try {
    parsed = text.trim() === '' ? {} : JSON.parse(text);
  } catch {
    return { problems: ['it is no JSON'] };
  }
  if (!isObject(parsed)) return { problems: ['it is no JSON object'] };
  const problems = configProblems(parsed);
  return problems.length > 0 ? { problems } : { config: parsed as DockerConfig };
}

function configProblems(config: Json): string[] {
  const { auths, credsStore, credHelpers, cliPluginsExtraDirs } = config;
  const helpers = isObject(credHelpers) ? Object.values(credHelpers) : [];
  return [
    ...(isAbsentOr(isObject, auths) ? loginProblems((auths ?? {}) as Json) : ['`auths` is no object']),
    ...(isAbsentOr(isObject, credHelpers) ? [] : ['`credHelpers` is no object']),
    // The name becomes part of a program's name, which must not lead elsewhere.
    ...(isAbsentOr(isHelperName, credsStore) ? [] : ['`credsStore` is no name of a credential helper']),
    ...(helpers.every(isHelperName) ? [] : ['a value of `credHelpers` is no name of a credential helper']),
    ...(isAbsentOr(isTextList, cliPluginsExtraDirs) ? [] : ['`cliPluginsExtraDirs` is no list of folders']),
  ];
}

function loginProblems(auths: Json): string[] {
  const wrong = (is: (login: Json) => boolean) =>
    Object.entries(auths).flatMap(([host, login]) => (isObject(login) && is(login) ? [] : [host]));
  const named = (hosts: readonly string[], what: string) =>
    hosts.map((host) => `the login of ${JSON.stringify(host.slice(0, 100))} in \`auths\` ${what}`);
  const noTexts = wrong((login) => loginParts.every((part) => isAbsentOr(isText, login[part])));
  const noBase64 = wrong((login) => typeof login['auth'] !== 'string' || base64.test(login['auth']));
  return [
    ...named(noTexts, 'is no object of texts'),
    ...named(
      noBase64.filter((host) => !noTexts.includes(host)),
      'has an `auth` that is no base64',
    ),
  ];
}

const loginParts = ['auth', 'username', 'password', 'identitytoken', 'registrytoken'];
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown) => typeof value === 'string';
const isTextList = (value: unknown) => Array.isArray(value) && value.every(isText);
const isHelperName = (value: unknown) => typeof value === 'string' && /^[\w.-]*$/.test(value);
/** Go's JSON takes null for absent. */
const isAbsentOr = (is: (value: unknown) => boolean, value: unknown) =>
  value === undefined || value === null || is(value);
