import { beforeAll, describe, expect, it } from 'vitest';
import { manifestTypes } from '../../src/registry/manifest.ts';
import { builders, useBuilder } from '../support/builders.ts';
import { type Fault, type Plan, type ProxiedRequest, startFaultProxy } from '../support/fault-proxy.ts';
import { endsHere } from '../support/github-line.ts';
import { runBuild } from '../support/run-build.ts';

const base = process.env['WORKADAY_REGISTRY'] ?? '';
const stamp = `${process.pid}-${Date.now()}`;
let count = 0;

const shell = `${base}/faults/${stamp}-shell`;
/** A shell and nothing else, so that a push is a moment's work. */
const shellDockerfile = [
  `FROM ${base}/library/node:24-slim AS node`,
  'FROM scratch',
  'COPY --from=node /lib64 /lib64',
  ...['ld-linux-x86-64.so.2', 'libc.so.6', 'libresolv.so.2'].map(
    (library) => `COPY --from=node /lib/x86_64-linux-gnu/${library} /lib/x86_64-linux-gnu/${library}`,
  ),
  'COPY --from=node /bin/busybox /bin/sh',
].join('\n');

/** Its step has another result each time: an image that was built twice would have another digest. */
const dockerfileFor = (path: string) =>
  [
    `FROM ${shell}:1`,
    `RUN read -r x < /proc/sys/kernel/random/uuid && echo built-once ${path} && echo $x > /stamp`,
    'USER 1000',
    'CMD ["/bin/sh"]',
  ].join('\n');

beforeAll(async () => {
  const env = { DOCKER_CONFIG: process.env['DOCKER_CONFIG'] ?? '' };
  await runBuild({ env, files: { Dockerfile: shellDockerfile }, inputs: { image: shell, version: '1' } });
});

const passing: [name: string, fault: () => Fault][] = [
  ['429', () => ({ status: 429, headers: { 'retry-after': '1' } })],
  ['502', () => ({ status: 502 })],
  ['504', () => ({ status: 504 })],
  ['a reset', () => 'reset'],
  ['an answer that is lost', () => 'lost'],
  ['a truncated answer', () => 'truncated'],
  ['a slow answer', () => ({ slow: new Promise((resolve) => setTimeout(resolve, 1000)) })],
];
const denied = (): Fault => ({ status: 403, body: '{"errors":[{"code":"DENIED","message":"not for you"}]}' });

/** Requests of one kind: what they do to what, without names that differ from run to run. */
function kindOf({ method, url }: ProxiedRequest): string {
  const [, what = '', rest = ''] = /\/(manifests|blobs|tags)\/?(.*)$/.exec(url) ?? [];
  const where =
    what === 'blobs'
      ? rest.replace(/[?].*/, '').replace(/sha256:.*|[0-9a-f-]{36}.*/, 'one')
      : rest.replace(/[0-9a-f]{12,}/g, '…');
  return `${method} ${what} ${where}`;
}

describe.each(builders)('on %s', (builder, variables) => {
  const env = useBuilder(variables);
  /** What docker, and what our own client asks of a registry. */
  let kinds: { docker: string[]; ours: string[] };

  beforeAll(async () => {
    const { requests } = await publish(() => 'pass');
    const asked = (ours: boolean) => [
      ...new Set(requests.filter(({ client }) => (client === 'node') === ours).map(kindOf)),
    ];
    kinds = { docker: asked(false), ours: asked(true) };
  });

  /** Publishes an image through a proxy of its own. */
  async function publish(plan: Plan) {
    const proxy = await startFaultProxy(base, plan);
    const path = `faults/${stamp}-${++count}`;
    const lines: string[] = [];
    try {
      const ended = await runBuild(
        {
          env: env(),
          files: { Dockerfile: dockerfileFor(path) },
          http: endsHere,
          inputs: { image: `${proxy.host}/${path}`, version: '1.0.0', 'moving-tags': 'latest' },
        },
        lines,
      ).catch((error: Error & { parts?: { reason?: string } }) => error);
      return { ended, path, lines, requests: proxy.requests };
    } finally {
      await proxy.stop();
    }
  }

  /** Does this to the first request of a kind, or to all of them, and to nothing else. */
  function meet(kind: string, fault: () => Fault, always = false): Plan {
    let done = false;
    return (request) => {
      if (kindOf(request) !== kind || (done && !always)) return 'pass';
      done = true;
      return fault();
    };
  }

  it('knows what it asks of a registry', () => {
    expect(kinds.docker).toContain('PUT blobs uploads/one');
    expect(kinds.docker.length).toBeGreaterThan(4);
    expect(kinds.ours).toEqual(expect.arrayContaining(['PUT manifests latest', 'PUT manifests 1.0.0']));
  });

  /** Publishes an image for each kind of request, whose first one meets a fault; what went wrong. */
  async function publishDespite(kinds: readonly string[], fault: () => Fault): Promise<string[]> {
    const ends = kinds.map(async (kind) => {
      const { ended, path, lines } = await publish(meet(kind, fault));
      if (ended instanceof Error) return [`${kind}: ${ended.message}\n${lines.slice(-6).join('\n')}`];
      const latest = await fetch(`http://${base}/v2/${path}/manifests/latest`, {
        method: 'HEAD',
        headers: { accept: manifestTypes.join(', ') },
      });
      const right = latest.headers.get('docker-content-digest') === ended.outputs.image?.split('@')[1];
      const times = lines.filter((line) => /#\d+ [\d.]+ built-once/.test(line)).length;
      return right && times === 1
        ? []
        : [`${kind}: built ${times} times, latest is ${right ? '' : 'not '}it`];
    });
    return (await Promise.all(ends)).flat();
  }

  it.each(passing)(
    'docker may meet %s once, in every kind of request: published, built once',
    async (_, fault) => {
      expect(await publishDespite(kinds.docker, fault)).toEqual([]);
    },
  );

  // What our own client asks is the same on every builder.
  if (builder === 'a remote BuildKit') {
    it('so may we (all faults of our own client: see registry-faults)', async () => {
      expect(await publishDespite(kinds.ours, () => ({ status: 502 }))).toEqual([]);
    });
  }

  it('every kind of write may be refused: no moving tag moves, and the class is named', async () => {
    const all = [...new Set([...kinds.docker, ...kinds.ours])];
    const writes = all.filter((kind) => /^(POST|PUT|PATCH)/.test(kind) && !kind.endsWith('latest'));
    const ends = writes.map(async (kind) => {
      const { ended, path } = await publish(meet(kind, denied, true));
      const reason = ended instanceof Error ? ended.parts?.reason : 'success';
      const latest = await fetch(`http://${base}/v2/${path}/manifests/latest`);
      const right = ['push-refused', 'registry-auth'].includes(reason ?? '') && latest.status === 404;
      return right ? [] : [`${kind}: ended with ${reason}, latest: ${latest.status}`];
    });
    expect((await Promise.all(ends)).flat()).toEqual([]);
  });
});
