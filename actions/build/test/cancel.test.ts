import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { isAlive } from '../../../packages/core/test/support/script.ts';
import { type FakeDocker, fakeDocker } from './support/fake-docker.ts';
import { type Step, startStep } from './support/step.ts';

/** A registry that has nothing and takes everything. */
let registry: Server;
let docker: FakeDocker | undefined;
let step: Step | undefined;

beforeAll(async () => {
  registry = createServer((request, response) => {
    const upload = request.method === 'POST' && request.url?.endsWith('/blobs/uploads/');
    response
      .writeHead(upload ? 202 : request.url === '/v2/' ? 200 : 404, { location: '/v2/upload' })
      .end('{}');
  });
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
});
afterAll(() => void registry.close().closeAllConnections());
afterEach(() => {
  step?.remove();
  docker?.remove();
});

const secret = 'canary\r\nvälue $x "quoted"\n';

/** Starts the action and waits until docker has begun what it will never end. */
async function startUntil(stopAt: string): Promise<{ step: Step; pids: number[]; docker: FakeDocker }> {
  docker = fakeDocker({ stopAt });
  const started = startStep({
    files: { Dockerfile: 'FROM scratch\n' },
    inputs: {
      image: `127.0.0.1:${(registry.address() as AddressInfo).port}/acme/shop`,
      version: '1.0.0',
      'build-secrets': `key<<END\n${secret}\nEND\n`,
      'registry-username': 'ann',
      'registry-password': 'canary-password',
    },
    env: { PATH: `${docker.folder}:${process.env['PATH']}` },
  });
  step = started;
  const recorded = docker;
  const stopped = () => recorded.calls().find((call) => call.argv.includes(stopAt));
  await vi.waitFor(() => expect(stopped(), started.log()).toBeDefined(), { timeout: 30_000, interval: 20 });
  return { step, pids: stopped()?.pids ?? [], docker };
}

const allDead = (pids: number[]) => vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]));
const withoutMasks = (log: string) => log.replace(/^::add-mask::.*$/gm, '');

describe.each(['inspect', 'build'])('a step that is cancelled while docker does its %s', (moment) => {
  it.each(['SIGINT', 'SIGTERM'] as const)('by %s leaves nothing and claims nothing', async (signal) => {
    const { step, pids } = await startUntil(moment);
    expect(pids).toHaveLength(2);
    expect(step.left()).toHaveLength(1);
    step.child.kill(signal);
    expect(await step.ended).toEqual({ code: null, signal });
    expect(step.left()).toEqual([]);
    await allDead(pids);
    expect(step.written('GITHUB_OUTPUT')).toBe('');
    expect(step.written('GITHUB_STEP_SUMMARY')).toBe('');
    expect(withoutMasks(step.log())).not.toContain('canary');
    expect(await step.post()).toEqual({ code: 0, signal: null, log: '' });
  });

  it('by SIGKILL leaves nothing after the post step, which can run again', async () => {
    const { step, pids } = await startUntil(moment);
    step.child.kill('SIGKILL');
    expect(await step.ended).toEqual({ code: null, signal: 'SIGKILL' });
    expect(step.left()).toHaveLength(1);
    expect(step.written('GITHUB_STATE')).not.toContain('canary');
    expect(await step.post()).toMatchObject({ code: 0, log: expect.stringContaining('removed ') });
    expect(step.left()).toEqual([]);
    await allDead(pids);
    expect(step.written('GITHUB_OUTPUT')).toBe('');
    expect(await step.post()).toEqual({ code: 0, signal: null, log: '' });
  });
});

it('docker gets the secret byte for byte by a file, and in no other way', async () => {
  const { step, docker } = await startUntil('build');
  const [call] = docker.calls().filter(({ argv }) => argv.includes('build'));
  expect(Buffer.from(call?.secrets['key'] ?? '', 'base64')).toEqual(Buffer.from(secret));
  for (const { argv, env } of docker.calls()) expect(JSON.stringify([argv, env])).not.toContain('canary');
  expect(
    docker.calls().some(({ env }) => Object.keys(env).some((name) => /^(INPUT|STATE)_/.test(name))),
  ).toBe(false);
  step.child.kill('SIGTERM');
  await step.ended;
});
