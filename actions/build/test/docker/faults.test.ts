import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builders } from '../support/builders.ts';
import { type Fault, type FaultProxy, type ProxiedRequest, startFaultProxy } from '../support/fault-proxy.ts';
import { endsHere } from '../support/github-line.ts';
import { runBuild } from '../support/run-build.ts';

const base = process.env['WORKADAY_REGISTRY'] ?? '';
const stamp = `${process.pid}-${Date.now()}`;
let count = 0;

/** A step whose result is another one each time: an image that was built twice would have another digest. */
const Dockerfile = [
  `FROM ${base}/library/node:24-slim`,
  `RUN echo built-once ${stamp} && node -e 'require("fs").writeFileSync("/stamp", String(Math.random()))'`,
  'USER 1000',
  'CMD ["node"]',
].join('\n');

const passing: [name: string, fault: Fault][] = [
  ['429', { status: 429, headers: { 'retry-after': '1' } }],
  ['502', { status: 502 }],
  ['504', { status: 504 }],
  ['a reset', 'reset'],
  ['an answer that is lost', 'lost'],
  ['a truncated answer', 'truncated'],
  ['a slow answer', { slow: new Promise((resolve) => setTimeout(resolve, 500)) }],
];
const denied: Fault = { status: 403, body: '{"errors":[{"code":"DENIED","message":"not for you"}]}' };

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
  let proxy: FaultProxy;
  let env: Record<string, string>;
  let kinds: string[];

  beforeAll(async () => {
    env = await variables();
    proxy = await startFaultProxy(base);
    await run(['latest'], []);
    // What our own client asks is the same on every builder: it meets its faults on one.
    const asked = proxy.requests.filter(({ client }) => builder === 'a remote BuildKit' || client !== 'node');
    kinds = [...new Set(asked.map(kindOf))];
  }, 1_800_000);
  afterAll(() => proxy.stop());

  async function run(tags: readonly string[], lines: string[], path = `faults/${stamp}-${++count}`) {
    const report = await runBuild(
      {
        env,
        files: { Dockerfile: `${Dockerfile}\nLABEL try=${path}\n` },
        github: endsHere,
        inputs: { image: `${proxy.host}/${path}`, version: '1.0.0', 'moving-tags': tags.join('\n') },
      },
      lines,
    );
    return { report, path };
  }

  /** Does this to the first request of a kind, and to nothing else. */
  function plan(kind: string, fault: Fault, always: boolean): void {
    let done = false;
    proxy.replan((request) => {
      if (kindOf(request) !== kind || (done && !always)) return 'pass';
      done = true;
      return fault;
    });
  }

  it('knows what it asks of a registry', () => {
    expect(kinds).toContain('PUT blobs uploads/one');
    expect(kinds.length).toBeGreaterThan(4);
  });

  it.each(passing)(
    'every kind of request may meet %s once: the image is published, built once',
    async (_name, fault) => {
      const failures: string[] = [];
      for (const kind of kinds) {
        const lines: string[] = [];
        plan(kind, fault, false);
        try {
          const { report, path } = await run(['latest'], lines);
          const digest = report.outputs.image?.split('@')[1];
          const latest = await fetch(`http://${base}/v2/${path}/manifests/latest`, {
            method: 'HEAD',
            headers: {
              accept:
                'application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json',
            },
          });
          if (latest.headers.get('docker-content-digest') !== digest)
            failures.push(`${kind}: latest is not what was built`);
          const times = lines.filter((line) => /#\d+ [\d.]+ built-once/.test(line)).length;
          if (times > 1) failures.push(`${kind}: built ${times} times`);
        } catch (error) {
          failures.push(
            `${kind}: ${error instanceof Error ? error.message : error}\n${lines.slice(-6).join('\n')}`,
          );
        }
      }
      expect(failures).toEqual([]);
    },
  );

  it('every kind of write may be refused: no moving tag moves, and the class is named', async () => {
    const failures: string[] = [];
    for (const kind of kinds.filter((each) => /^(POST|PUT|PATCH)/.test(each) && !each.endsWith('latest'))) {
      const path = `faults/${stamp}-${++count}`;
      plan(kind, denied, true);
      const ended = await run(['latest'], [], path).then(
        () => 'success',
        (error: { parts?: { reason?: string } }) => error.parts?.reason ?? String(error),
      );
      if (!['push-refused', 'registry-auth'].includes(ended)) failures.push(`${kind}: ended with ${ended}`);
      const latest = await fetch(`http://${base}/v2/${path}/manifests/latest`);
      if (latest.status !== 404) failures.push(`${kind}: latest was moved`);
    }
    expect(failures).toEqual([]);
  });
});
