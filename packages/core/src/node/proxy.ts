import http from 'node:http';
import { Failure } from '../failure.ts';

/** Never asked through a proxy: they are this machine. */
const loopback = ['localhost', '127.0.0.1', '[::1]'];

let done = false;

/** Makes `fetch` use the proxies of the environment, which Node does not do by itself; once per process. */
export function useProxyFromEnvironment(env: NodeJS.ProcessEnv): void {
  if (done) return;
  done = true;
  const http_proxy = proxyAddress(env, 'http_proxy');
  const https_proxy = proxyAddress(env, 'https_proxy');
  if (http_proxy === undefined && https_proxy === undefined) return;
  const excluded = env['no_proxy'] || env['NO_PROXY'] || '';
  if (excluded.trim() === '*') return;
  // Runners whose Node 24 is older than this function go without.
  http.setGlobalProxyFromEnv?.({
    ...(http_proxy && { http_proxy }),
    ...(https_proxy && { https_proxy }),
    no_proxy: [excluded, ...loopback].filter(Boolean).join(','),
  });
}

/** Address of a proxy; tools take one without `http://`, too. Its value may hold a password and is never told. */
function proxyAddress(env: NodeJS.ProcessEnv, name: 'http_proxy' | 'https_proxy'): string | undefined {
  const text = env[name] || env[name.toUpperCase()];
  if (!text) return undefined;
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (URL.canParse(address) && /^https?:/i.test(address)) return address;
  throw new Failure({
    reason: 'bad-input',
    what: `the environment variable ${name} (or ${name.toUpperCase()}) is no address of an HTTP proxy`,
    next: 'Correct it on the runner, e.g. http://proxy.example.com:3128, or remove it.',
  });
}
