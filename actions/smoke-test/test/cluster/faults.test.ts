import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, createApp, hurry, never } from './app.ts';
import type { Fault } from './shop.ts';

const good = { greeting: 'welcome to the shop' };
const config = (checks: string, smoke = hurry) => ({
  files: { 'workaday.yml': `${smoke}\n${never}\n${checks}` },
});
const home = config('checks: [{ path: /, contains: welcome, expect: ["latency < 800ms"] }]');
const greetingOf = async (app: App) => (await fetch(await app.url())).text();

describe('a release whose pods are ready, but', () => {
  let app: App;
  beforeAll(async () => {
    app = await createApp();
    await app.deploy('1.0.0', good);
    const ended = await app.smokeTest({ url: await app.url() }, { ...home, run: '1.0.0' });
    expect(ended.outputs, ended.log).toMatchObject({ outcome: 'verified' });
  });
  afterAll(() => app.remove());
  let version = 0;

  const every: [string, { greeting?: string; fault?: Fault }, string][] = [
    ['every third answer is an error', { fault: { kind: 'every', count: 3 } }, 'status 500'],
    [
      'answers come too late',
      { fault: { kind: 'slow', milliseconds: 1500 } },
      'latency &lt; 800ms|latency < 800ms',
    ],
    ['the page is another one', { greeting: 'please log in' }, 'a body that begins "please log in"'],
  ];
  test.each(every)('%s, is undone', async (_name, shop, told) => {
    const name = `1.1.${version++}`;
    await app.deploy(name, { ...good, ...shop });
    const ended = await app.smokeTest({ url: await app.url() }, { ...home, run: name });
    expect(ended.outputs, ended.log).toMatchObject({
      outcome: 'rolled-back',
      reason: 'bad-answers',
      'restored-release': '1',
    });
    expect(ended.summary).toMatch(new RegExp(told));
    expect(ended.summary).toContain('xychart-beta');
    expect(await greetingOf(app)).toBe(good.greeting);
  });

  test('which fails only after a while, is undone', async () => {
    await app.deploy('1.2.0', { ...good, fault: { kind: 'later', count: 45 } });
    const patient = 'smoke: { settle: 1s, interval: 500ms, clean: 30, limit: 40s, rule: fast }';
    const ended = await app.smokeTest({ url: await app.url() }, { ...config('', patient), run: '1.2.0' });
    expect(ended.outputs, ended.log).toMatchObject({ outcome: 'rolled-back', reason: 'bad-answers' });
    expect(ended.summary).toMatch(/🟩🟩🟩🟩.?🟥🟥🟥/u);
  });

  test('which crashes again and again, is undone without a question of ours', async () => {
    await app.deploy('1.3.0', { ...good, fault: { kind: 'crash', milliseconds: 4000 } });
    const patient = 'smoke: { settle: 40s, interval: 500ms, clean: 4, limit: 10s }';
    const ended = await app.smokeTest({}, { ...config('', patient), run: '1.3.0' });
    expect(ended.outputs, ended.log).toMatchObject({ outcome: 'rolled-back', reason: 'rollout-broken' });
    expect(ended.log).toMatch(/keeps crashing|crash/);
  });

  test('a check by TCP and one by a command see it too', async () => {
    const { host } = new URL(await app.url());
    await app.deploy('1.4.0', { greeting: 'no shop here' });
    const ask = `fetch(process.env.WORKADAY_URL).then((answer) => answer.text()).then((text) => { console.log(text); process.exit(text.includes('welcome') ? 0 : 4); })`;
    const checks = `checks:\n  - tcp: ${host}\n  - name: the command\n    command: [node, -e, ${JSON.stringify(ask)}]`;
    const ended = await app.smokeTest({ url: await app.url() }, { ...config(checks), run: '1.4.0' });
    expect(ended.outputs, ended.log).toMatchObject({ outcome: 'rolled-back', reason: 'bad-answers' });
    expect(ended.summary).toContain('exit code 4: "no shop here"');
    expect(ended.summary).toContain('inside has no vote: no check asks the app over HTTP');
  });
});

test('one bad pod of three is found, and named', async () => {
  const app = await createApp();
  try {
    await app.deploy('1.0.0', { ...good, replicas: 3 });
    await app.smokeTest({ url: await app.url() }, { ...home, run: '1.0.0' });
    await app.deploy('1.1.0', { ...good, replicas: 3, fault: { kind: 'pod', name: 'shop-1' } });
    const ended = await app.smokeTest({ url: await app.url() }, { ...home, run: '1.1.0' });
    expect(ended.outputs, ended.log).toMatchObject({ outcome: 'rolled-back', reason: 'bad-answers' });
    expect(ended.summary).toMatch(/\| inside \| GET \/ \| shop-1 \|/);
  } finally {
    await app.remove();
  }
});

describe('a declared dependency', () => {
  let app: App;
  let dependency: Server;
  let url = '';
  const checks = () => `control: [{ url: "${url}" }]\nchecks: [{ path: / }]`;
  beforeAll(async () => {
    dependency = createServer((_request, response) => response.end('fine'));
    await new Promise<void>((done) => dependency.listen(0, '0.0.0.0', done));
    url = `http://${process.env['WORKADAY_NODE_ADDRESS']}:${(dependency.address() as AddressInfo).port}`;
    app = await createApp();
    const fault: Fault = { kind: 'dependency', url };
    await app.deploy('1.0.0', { ...good, fault });
    const ended = await app.smokeTest({ url: await app.url() }, { ...config(checks()), run: '1.0.0' });
    expect(ended.outputs, ended.log).toMatchObject({ outcome: 'verified' });
    await app.deploy('1.1.0', { greeting: 'welcome again', fault });
    await new Promise((done) => {
      dependency.close(done);
      dependency.closeAllConnections();
    });
  });
  afterAll(() => app.remove());

  test('that is away accuses no release, and proves none', async () => {
    const short = 'smoke: { settle: 0s, interval: 500ms, clean: 4, limit: 8s, rule: fast }';
    const ended = await app.smokeTest({ url: await app.url() }, { ...config(checks(), short), run: '1.1.0' });
    expect(ended.outputs, ended.log).toMatchObject({ outcome: 'unproven', verdict: 'inconclusive' });
    expect(ended.log).toContain(`a dependency is away: GET ${url}`);
    expect(ended.summary).toContain('failures that do not count, while a dependency is away');
  });

  test('that was away before accuses no release either', async () => {
    const before = await app.smokeTest(
      { phase: 'before', url: await app.url() },
      config('checks: [{ path: / }]'),
    );
    expect(before.log).toContain('in case it passes');
    expect((await app.ledger()).prechecks).toEqual({ 'GET /': { outside: 'broken', inside: 'broken' } });
    await app.deploy('1.2.0', { greeting: 'welcome once more', fault: { kind: 'dependency', url } });
    const ended = await app.smokeTest(
      { url: await app.url() },
      { ...config('checks: [{ path: / }]'), run: '1.2.0' },
    );
    expect(ended.outputs, ended.log).toMatchObject({ outcome: 'unproven', reason: 'broken-before' });
  });
});

test('no verdict is a red job where a release is to be held', async () => {
  const app = await createApp();
  try {
    await app.deploy('1.0.0', good);
    const hold = 'smoke: { settle: 0s, interval: 500ms, clean: 4, limit: 5s, inconclusive: hold }';
    const nowhere = config('checks: [{ tcp: "shop.invalid:80" }, { path: / }]', hold);
    const ended = await app.smokeTest({ url: await app.url() }, { ...nowhere, run: '1.0.0' });
    expect(ended.outputs, ended.log).toMatchObject({
      outcome: 'failed',
      reason: 'held',
      verdict: 'inconclusive',
    });
    expect(ended.exitCode).toBe(1);
    expect((await app.ledger()).releases).toMatchObject([{ state: 'unproven' }]);
  } finally {
    await app.remove();
  }
});
