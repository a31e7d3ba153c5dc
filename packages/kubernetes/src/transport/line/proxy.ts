import { BlockList, isIP } from 'node:net';
import { isLoopbackHost } from '@workaday/core';
import type { ServerAccess } from '../kubeconfig/access.ts';
import { badKubeconfig } from '../kubeconfig/failure.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The proxy on the way to an API server: the kubeconfig's, else the environment's, else none. */
export function proxyFor({ url, proxy }: ServerAccess, env: Environment): URL | undefined {
  if (proxy) return proxy;
  if (url.protocol !== 'https:' || isLoopbackHost(url.hostname)) return undefined;
  const text = (env['https_proxy'] || env['HTTPS_PROXY'] || '').trim();
  if (text === '' || isExcepted(url, env['no_proxy'] || env['NO_PROXY'] || '')) return undefined;
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (URL.canParse(address)) return new URL(address);
  // Its value may hold a password.
  throw badKubeconfig([
    'the environment variable HTTPS_PROXY of the runner, through which its server is asked, is no URL',
  ]);
}

/** `NO_PROXY`: names with all below them, addresses, networks (CIDR), each with a port if it has one; `*` for all. */
function isExcepted({ hostname, port }: URL, list: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((rule) => rule !== '')
    .some((rule) => {
      if (rule === '*') return true;
      if (rule.includes('/')) return isInNetwork(host, rule);
      const [, name = rule, only] = /^(.*?[^:]):(\d+)$/.exec(rule) ?? [];
      if (isIP(rule) !== 6 && only !== undefined && only !== (port || '443')) return false;
      const wanted = (isIP(rule) === 6 ? rule : name).replace(/^\*?\.|^\[|\]$/g, '');
      return host === wanted || (isIP(host) === 0 && host.endsWith(`.${wanted}`));
    });
}

function isInNetwork(host: string, rule: string): boolean {
  const [address = '', bits] = rule.split('/');
  const family = isIP(address);
  if (family === 0 || isIP(host) !== family || !/^\d{1,3}$/.test(bits ?? '')) return false;
  if (Number(bits) > (family === 4 ? 32 : 128)) return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const network = new BlockList();
  network.addSubnet(address, Number(bits), type);
  return network.check(host, type);
}
