import { Failure } from '@workaday/core';
import { nodeSha256 } from '@workaday/core/node';
import { describe, expect, it } from 'vitest';
import { haveTriggers } from '../src/base-triggers.ts';
import { readDockerfile } from '../src/dockerfile/read-dockerfile.ts';
import type { Registry } from '../src/registry/registry.ts';
import { triggerDoubt } from '../src/trigger-doubt.ts';

const facts = (platforms: readonly string[] = ['linux/amd64']) => ({
  buildArgs: new Map([['PIN', 'https://a.example/pinned']]),
  target: undefined,
  platforms,
});
const pin = `sha256:${'a'.repeat(64)}`;

describe('ONBUILD triggers of a base image', () => {
  it.each<[string[]]>([
    [[]],
    [['COPY . /app', 'RUN npm ci', 'WORKDIR /app']],
    [['ADD package.json /app/']],
    [[`ADD --checksum=${pin} https://a.example/x /x`]],
    [['COPY <<EOF /x\nADD http://a.example/ /\nEOF']],
    [['RUN --mount=type=cache,target=/root/.npm npm ci']],
    [['RUN echo \\\n  done']],
  ])('%j only read files', (triggers) => {
    expect(triggerDoubt('r.example/base:1', triggers, facts())).toBeUndefined();
  });

  it.each<[string[], string]>([
    [['ADD http://a.example/x /x'], 'fetches by ADD what nothing pins: http://a.example/x'],
    [['COPY . /', 'ADD https://a.example/r.git#main /r'], 'https://a.example/r.git#main'],
    [['ADD $FROM_BASE /x'], 'fetches by ADD what nothing pins: '],
    [['ARG PIN', 'ADD $PIN /x'], 'https://a.example/pinned'],
    [['COPY --from=node:24 /x /x'], 'reads from another image: node:24'],
    [['COPY --from=builder /x /x'], 'reads from another image: builder'],
    [['COPY --from=0 /x /x'], 'reads from another image: 0'],
    [['RUN --mount=from=tools,target=/t /t/x'], 'reads from another image: tools'],
    [['GARBAGE x'], 'cannot be read: GARBAGE is no instruction'],
    [['FROM other', 'COPY . /'], 'cannot be read'],
    [['RUN echo \\', 'ADD http://a.example/x /x'], 'cannot be read'],
    [['RUN <<EOF', 'ADD http://a.example/x /x', 'EOF'], 'cannot be read'],
    [['RUN a\nADD http://a.example/x /x'], 'cannot be read'],
    [[''], 'cannot be read'],
  ])('%j may do more', (triggers, why) => {
    const doubt = triggerDoubt('r.example/base:1', triggers, facts());
    expect(doubt).toMatch(/^an ONBUILD trigger of r\.example\/base:1 /);
    expect(doubt).toContain(why);
  });
});

type Content = Record<string, unknown>;
interface World {
  /** Hosts that answer, and what their repositories hold by digest. */
  hosts: Record<string, ReadonlyMap<string, Content>>;
}

/** What a registry would hold for an image, or an index of several. */
function holding(images: Record<string, Content>, top?: string[]) {
  const held = new Map<string, Content>();
  const put = (content: Content) => {
    const digest = nodeSha256(JSON.stringify(content));
    held.set(digest, content);
    return digest;
  };
  const digests = Object.entries(images).map(([platform, config]) => {
    const [os, architecture] = platform.split('/');
    const mediaType = 'application/vnd.oci.image.config.v1+json';
    return {
      digest: put({ config: { mediaType, digest: put({ os, config }) } }),
      platform: { os, architecture },
    };
  });
  const only = digests[0]?.digest ?? '';
  const entries = digests.filter((_, index) => top?.[index] !== 'hidden');
  return { held, entries, digest: top === undefined ? only : put({ manifests: entries }) };
}

function registriesOf({ hosts }: World, mirrors = new Map<string, string>()) {
  const asked: string[] = [];
  const of = async (host: string) => {
    const held = hosts[host];
    const find = async (digest: string) => {
      asked.push(host);
      if (held === undefined)
        throw new Failure({ reason: 'network', what: `${host} is down`, next: 'Start it.' });
      return held.get(digest);
    };
    const registry: Partial<Registry> = {
      hurried: () => registry as Registry,
      manifest: async (_, digest) => {
        const content = await find(digest);
        return content && { digest, mediaType: '', bytes: new Uint8Array(), content };
      },
      config: async (_, { content }) => find((content as { config: { digest: string } }).config.digest),
    };
    return registry as Registry;
  };
  return { asked, registries: { of, mirrors } };
}

const copying = { OnBuild: ['COPY . /'] };
const ask = (
  digest: string | undefined,
  { registries }: ReturnType<typeof registriesOf>,
  { text = 'FROM r.example/base:1\n', platforms = ['linux/amd64'] } = {},
) => {
  const dockerfile = readDockerfile(text, facts(platforms));
  const bases = [{ reference: 'r.example/base:1', digest }];
  return haveTriggers({ bases, dockerfile }, facts(platforms), registries);
};

describe('whether bases have triggers', () => {
  it.each<[string, Content, boolean | { unknown: string }]>([
    ['none', {}, false],
    ['none, as docker writes it', { OnBuild: null }, false],
    ['an empty list', { OnBuild: [] }, false],
    ['one that reads files', copying, true],
    [
      'one that fetches',
      { OnBuild: ['ADD http://a.example/ /'] },
      { unknown: expect.stringContaining('ADD') },
    ],
    ['no list', { OnBuild: 'COPY . /' }, { unknown: expect.stringContaining('cannot be read') }],
    ['a list of something', { OnBuild: [7] }, { unknown: expect.stringContaining('cannot be read') }],
  ])('an image with %s', async (_, config, expected) => {
    const { held, digest } = holding({ 'linux/amd64': config });
    expect(await ask(digest, registriesOf({ hosts: { 'r.example': held } }))).toEqual(expected);
  });

  const two = holding({ 'linux/amd64': {}, 'linux/arm64': copying }, []);
  it.each<[string, string[], string, boolean, number]>([
    ['the one that is built', ['linux/amd64'], '', false, 3],
    ['the other one', ['linux/arm64'], '', true, 3],
    ['with a variant', ['linux/arm64/v8'], '', true, 3],
    ['both', ['linux/amd64', 'linux/arm64'], '', true, 5],
    ['the one that the line names', ['linux/amd64'], '--platform=linux/arm64 ', true, 5],
    ["the builder's", ['linux/amd64'], '--platform=$BUILDPLATFORM ', true, 5],
    ['one that is not there', ['linux/riscv64'], '', true, 5],
  ])('an index, for %s', async (_, platforms, flag, expected, requests) => {
    const world = registriesOf({ hosts: { 'r.example': two.held } });
    const text = `FROM ${flag}r.example/base:1\n`;
    expect(await ask(two.digest, world, { text, platforms })).toBe(expected);
    expect(world.asked).toHaveLength(requests);
  });

  it('an index without the image that it names, or without any', async () => {
    const unknown = { unknown: 'the configuration of r.example/base:1 cannot be read' };
    const gone = new Map([...two.held].filter(([digest]) => digest === two.digest));
    expect(await ask(two.digest, registriesOf({ hosts: { 'r.example': gone } }))).toEqual(unknown);
    const empty = holding({ 'linux/amd64': {} }, ['hidden']);
    expect(await ask(empty.digest, registriesOf({ hosts: { 'r.example': empty.held } }))).toEqual(unknown);
    const wrong = { digest: '../x', platform: { os: 'linux', architecture: 'amd64' } };
    const bad = new Map([...two.held, [pin, { manifests: [...two.entries, wrong] }]]);
    expect(await ask(pin, registriesOf({ hosts: { 'r.example': bad } }))).toEqual(unknown);
  });

  it('that nobody can tell', async () => {
    const unknown = { unknown: 'the configuration of r.example/base:1 cannot be read' };
    expect(await ask(undefined, registriesOf({ hosts: {} }))).toEqual(unknown);
    expect(await ask(pin, registriesOf({ hosts: {} }))).toEqual(unknown);
    expect(await ask(pin, registriesOf({ hosts: { 'r.example': new Map() } }))).toEqual(unknown);
  });

  it('by a mirror, and by the host when the mirror cannot', async () => {
    const { held, digest } = holding({ 'linux/amd64': copying });
    const mirrors = new Map([['r.example', 'mirror']]);
    const both = registriesOf({ hosts: { mirror: held } }, mirrors);
    expect(await ask(digest, both)).toBe(true);
    expect(both.asked).toEqual(['mirror', 'mirror']);
    for (const hosts of [{ 'r.example': held }, { 'r.example': held, mirror: new Map() }]) {
      expect(await ask(digest, registriesOf({ hosts }, mirrors))).toBe(true);
    }
  });

  it('not by the frontend of the file, which executes none', async () => {
    const { registries, asked } = registriesOf({ hosts: {} });
    const dockerfile = readDockerfile('# syntax=docker/dockerfile:1\nFROM scratch\n', facts());
    const bases = [{ reference: 'docker.io/docker/dockerfile:1', digest: pin }];
    expect(await haveTriggers({ bases, dockerfile }, facts(), registries)).toBe(false);
    expect(asked).toEqual([]);
  });
});
