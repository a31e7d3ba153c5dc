import { isLoopbackHost } from '@workaday/core';

/**
 * Where the distribution API of a registry is, without a slash at the end.
 * @param host as images name it
 * @param insecure hosts that may be spoken to by plain HTTP; those on this machine always are
 */
export function registryAddress(host: string, insecure: readonly string[] = []): string {
  const name = host.toLowerCase();
  if (name === 'docker.io') return 'https://registry-1.docker.io';
  const plain = isLoopbackHost(name) || insecure.some((each) => each.toLowerCase() === name);
  return `${plain ? 'http' : 'https'}://${name}`;
}
