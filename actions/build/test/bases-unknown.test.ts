import type { Http } from '@workaday/core';
import { expect, it } from 'vitest';
import { runBuild } from './support/run-build.ts';

const files = { Dockerfile: 'FROM node:24\nUSER 1000\n' };

it.each<[string, () => ReturnType<Http>, string]>([
  [
    'limits its rate',
    async () => ({ status: 429, headers: {}, body: new Uint8Array() }),
    'was answered with HTTP 429: no reason given (tried 2 times)',
  ],
  [
    'asks to come back later',
    async () => ({ status: 429, headers: { 'retry-after': '60' }, body: new Uint8Array() }),
    'was answered with HTTP 429: no reason given',
  ],
  [
    'does not answer',
    () => Promise.reject(Object.assign(new Error('timeout'), { name: 'TimeoutError' })),
    'there was no answer within 5.0s (tried 2 times)',
  ],
])('a base whose registry %s means a build, and why', async (_, answer, why) => {
  const lines: string[] = [];
  const asked: string[] = [];
  const http: Http = (url, { method, timeout }) => {
    asked.push(`${method} ${url} ${timeout}`);
    return answer();
  };
  const inputs = { image: 'ghcr.io/acme/shop', version: '1.0.0', 'dry-run': 'true' };
  await runBuild({ files, inputs, http }, lines);
  const told = lines.find((line) => line.includes('is to be built'));
  expect(told).toContain('the registry does not say what docker.io/library/node:24 is now');
  expect(told).toContain(why);
  expect(asked.length).toBeLessThanOrEqual(2);
  for (const each of asked)
    expect(each).toBe('HEAD https://registry-1.docker.io/v2/library/node/manifests/24 5000');
});
