import { type KubeObject, recordsAt } from '@workaday/kubernetes';

/** Where Ingresses let users in: every host that they name in full, over https where they have a certificate for it. */
export function ingressUrls(ingresses: readonly KubeObject[]): string[] {
  const urls = ingresses.flatMap((ingress) => {
    const secure = new Set(
      recordsAt(ingress, 'spec', 'tls').flatMap(({ hosts }) => (hosts ?? []) as string[]),
    );
    return recordsAt(ingress, 'spec', 'rules').flatMap(({ host }) => {
      if (typeof host !== 'string' || host === '' || host.includes('*')) return [];
      return [`${secure.has(host) ? 'https' : 'http'}://${host}`];
    });
  });
  return [...new Set(urls)];
}
