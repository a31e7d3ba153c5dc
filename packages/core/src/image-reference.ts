/** An image reference after the grammar of distribution/reference. */
export interface ImageReference {
  /** Registry host and port; `docker.io` when the name has none. */
  host: string;
  /** Repository path below the host, e.g. `library/node`. */
  path: string;
  tag: string | undefined;
  /** `sha256:…` */
  digest: string | undefined;
}

const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const pathPattern = new RegExp(`^${component}(?:/${component})*$`);
const hostPattern =
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[a-fA-F0-9:]+\])(?::\d+)?$/;
const tagPattern = /^\w[\w.-]{0,127}$/;
const digestPattern = /^sha256:[a-f0-9]{64}$/;

/** The parts of a reference, or why it is none. */
export function parseImageReference(text: string): ImageReference | { problem: string } {
  const [beforeDigest = '', digest, ...more] = text.split('@');
  if (more.length > 0 || (digest !== undefined && !digestPattern.test(digest))) {
    return { problem: 'the part after @ is not sha256: and 64 hexadecimal digits' };
  }
  const slash = beforeDigest.lastIndexOf('/');
  const colon = beforeDigest.indexOf(':', slash + 1);
  const name = colon < 0 ? beforeDigest : beforeDigest.slice(0, colon);
  const tag = colon < 0 ? undefined : beforeDigest.slice(colon + 1);
  if (tag !== undefined && !tagPattern.test(tag))
    return { problem: `the tag ${JSON.stringify(tag)} is not valid` };
  const { host, path } = splitHost(name);
  if (!hostPattern.test(host)) return { problem: `${JSON.stringify(host)} is not a registry host` };
  if (/[A-Z]/.test(path))
    return { problem: `upper-case letters are not allowed; ${JSON.stringify(path.toLowerCase())} would be` };
  if (!pathPattern.test(path)) return { problem: `${JSON.stringify(path)} is not a repository name` };
  if (/^[a-f0-9]{64}$/.test(path)) return { problem: '64 hexadecimal digits are an image ID, not a name' };
  if (`${host}/${path}`.length > 255) return { problem: 'the name is longer than 255 characters' };
  return { host, path, tag, digest };
}

function splitHost(name: string): { host: string; path: string } {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const isHost = first === 'localhost' || /[.:]/.test(first) || first !== first.toLowerCase();
  if (slash > 0 && isHost) {
    const path = name.slice(slash + 1);
    return first === 'docker.io' && !path.includes('/')
      ? { host: first, path: `library/${path}` }
      : { host: first, path };
  }
  return { host: 'docker.io', path: name.includes('/') ? name : `library/${name}` };
}

/** `host/path`, without tag and digest. */
export function repositoryOf(reference: ImageReference): string {
  return `${reference.host}/${reference.path}`;
}

/** Plain HTTP is for registries on this machine only. */
export function isLoopbackHost(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/.test(host);
}
