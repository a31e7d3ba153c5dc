import { X509Certificate } from 'node:crypto';
import { isLoopbackHost } from '@workaday/core';
import { isRecord, recordsAt } from '../../manifests/object.ts';
import type { ServerAccess } from './access.ts';
import { type Entry, textOf } from './context.ts';
import { readPem } from './file.ts';

const proxyProtocols = new Set(['http:', 'https:', 'socks5:']);

export async function readCluster(entry: Entry, problems: string[]): Promise<ServerAccess | undefined> {
  const { fields } = entry;
  const url = serverUrl(textOf(fields['server']) ?? '', problems);
  const ca = await readPem(entry, 'certificate-authority', problems);
  if (ca !== undefined && !isAuthority(ca)) problems.push('its certificate-authority is no certificate');
  const proxy = proxyUrl(textOf(fields['proxy-url']), problems);
  if (!url) return undefined;
  return {
    url,
    ca,
    serverName: textOf(fields['tls-server-name']),
    insecure: fields['insecure-skip-tls-verify'] === true,
    proxy,
    execConfig: recordsAt(fields, 'extensions').find(
      ({ name }) => name === 'client.authentication.k8s.io/exec',
    )?.['extension'],
  };
}

function serverUrl(text: string, problems: string[]): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:') return url;
  if (url?.protocol === 'http:') {
    if (isLoopbackHost(url.host)) return url;
    problems.push(
      `its server ${JSON.stringify(text)} is plain http: the credential would cross the network readable`,
    );
    return undefined;
  }
  problems.push(`its server ${JSON.stringify(text)} is not a URL`);
  return undefined;
}

/** The value is not told: it may hold a password. */
function proxyUrl(text: string | undefined, problems: string[]): URL | undefined {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && proxyProtocols.has(url.protocol)) return url;
  problems.push('its proxy-url is not a URL that begins with http://, https:// or socks5://');
  return undefined;
}

function isAuthority(pem: string): boolean {
  const certificates = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  try {
    for (const one of certificates) new X509Certificate(one);
    return certificates.length > 0;
  } catch {
    // Whatever OpenSSL finds in it, it is nothing to trust.
    return false;
  }
}

/** What a plugin is told of the cluster, for `provideClusterInfo`. */
export function clusterInfo(server: ServerAccess): Record<string, unknown> {
  return {
    server: server.url.href.replace(/\/$/, ''),
    ...(server.serverName === undefined ? {} : { 'tls-server-name': server.serverName }),
    ...(server.insecure ? { 'insecure-skip-tls-verify': true } : {}),
    ...(server.ca === undefined
      ? {}
      : { 'certificate-authority-data': Buffer.from(server.ca).toString('base64') }),
    ...(server.proxy === undefined ? {} : { 'proxy-url': server.proxy.href }),
    ...(isRecord(server.execConfig) ? { config: server.execConfig } : {}),
  };
}
