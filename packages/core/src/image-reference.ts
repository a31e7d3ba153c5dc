/** An image reference after the grammar of distribution/reference. */
export interface ImageReference {
  /** Registry host and port, lower-case; `docker.io` when the name has none. */
  host: string;
  /** Repository path below the host, e.g. `library/node`. */
  path: string;
  tag: string | undefined;
  /** `sha256:…`, or one of the longer kinds. */
  digest: string | undefined;
}

const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const pathPattern = new RegExp(`^${component}(?:/${component})*$`);
const hostPattern =
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[a-fA-F0-9:]+\])(?::\d+)?$/;
const tagPattern = /^\w[\w.-]{0,127}$/;
const digestPattern = /^(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})$/;
/** Of the path alone: the host does not count. */
const longestPath = 255;

/** The parts of a reference, or why it is none. */
export function parseImageReference(text: string): ImageReference | { problem: string } {
  const { name, tag, digest } = splitReference(text);
  if (digest !== undefined && !digestPattern.test(digest)) {
    return { problem: 'the part after @ is not sha256: and 64 hexadecimal digits' };
  }
  if (tag !== undefined && !tagPattern.test(tag))
    return { problem: `the tag ${JSON.stringify(tag)} is not valid` };
  if (/^[a-f0-9]{64}$/.test(text)) return { problem: '64 hexadecimal digits are an image ID, not a name' };
  const { host, path } = splitHost(name);
  if (!hostPattern.test(host)) return { problem: `${JSON.stringify(host)} is not a registry host` };
  if (/[A-Z]/.test(path))
    return { problem: `upper-case letters are not allowed; ${JSON.stringify(path.toLowerCase())} would be` };
  if (!pathPattern.test(path)) return { problem: `${JSON.stringify(path)} is not a repository name` };
  if (path.length > longestPath) return { problem: `the name is longer than ${longestPath} characters` };
  return { host, path, tag, digest };
}

/** A reference whose name is in lower case, as every registry wants it; its tag and digest stay as they are. */
export function lowerCaseName(text: string): string {
  const { name } = splitReference(text);
  return name.toLowerCase() + text.slice(name.length);
}

/** The parts as they are written; nothing is checked yet. */
function splitReference(text: string): { name: string; tag: string | undefined; digest: string | undefined } {
  const at = text.indexOf('@');
  const beforeDigest = at < 0 ? text : text.slice(0, at);
  const colon = beforeDigest.indexOf(':', beforeDigest.lastIndexOf('/') + 1);
  return {
    name: colon < 0 ? beforeDigest : beforeDigest.slice(0, colon),
    tag: colon < 0 ? undefined : beforeDigest.slice(colon + 1),
    digest: at < 0 ? undefined : text.slice(at + 1),
  };
}

function splitHost(name: string): { host: string; path: string } {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  if (slash < 0 || !isHost(first)) return onDockerHub(name);
  const path = name.slice(slash + 1);
  const host = first.toLowerCase();
  if (host === 'docker.io' || host === 'index.docker.io') return onDockerHub(path);
  // Without its capital letters, a host such as `Registry` would be read as a part of the path.
  return { host: isHost(host) ? host : first, path };
}

function isHost(first: string): boolean {
  return first === 'localhost' || /[.:]/.test(first) || first !== first.toLowerCase();
}

function onDockerHub(path: string): { host: string; path: string } {
  return { host: 'docker.io', path: path.includes('/') ? path : `library/${path}` };
}

/** `host/path`, without tag and digest. */
export function repositoryOf(reference: ImageReference): string {
  return `${reference.host}/${reference.path}`;
}

/** Plain HTTP is for registries on this machine only. */
export function isLoopbackHost(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i.test(host);
}
