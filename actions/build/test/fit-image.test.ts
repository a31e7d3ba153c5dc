import { describe, expect, it } from 'vitest';
import { readDockerfile } from '../src/dockerfile/read-dockerfile.ts';
import { dockerfileFindings } from '../src/fit/dockerfile-findings.ts';
import type { Finding } from '../src/fit/finding.ts';
import { findings } from '../src/fit/findings.ts';
import { imageFindings } from '../src/fit/image-findings.ts';
import { fitAnnotations, fitSummary, strictFailure } from '../src/fit/tell.ts';
import type { ImageConfig } from '../src/registry/registry.ts';

const facts = { buildArgs: new Map<string, string>(), target: undefined, platforms: ['linux/amd64'] };
const read = (text: string) => readDockerfile(text, facts);
const fine = { User: '1000', Cmd: ['node', 'server.js'] };
const megabyte = 1_000_000;

const told = (config: ImageConfig, sizes: readonly number[] = [], dockerfile?: string): Finding[] =>
  imageFindings(
    config,
    sizes.map((size) => ({ size })),
    'web',
    dockerfile === undefined ? undefined : read(dockerfile),
    'Dockerfile',
  );
const names = (all: readonly Finding[]) => all.map(({ rule }) => rule);

describe('the configuration of an image', () => {
  it.each<[NonNullable<ImageConfig['config']>, string[]]>([
    [fine, []],
    [{ ...fine, User: '' }, ['runs-as-root']],
    [{ Cmd: ['node'] }, ['runs-as-root']],
    [{ ...fine, User: 'root:root' }, ['runs-as-root']],
    [{ ...fine, User: 'nonroot' }, ['user-not-numeric']],
    [{ ...fine, ExposedPorts: { '443/tcp': {}, '8080/tcp': {} } }, ['privileged-port']],
    [{ ...fine, User: '0', ExposedPorts: { '80/tcp': {} } }, ['runs-as-root']],
    [{ User: '1' }, ['no-command']],
    [{ User: '1', Cmd: null, Entrypoint: ['/app'] }, []],
    [{ ...fine, Cmd: ['/bin/sh', '-c', 'node server.js'] }, ['shell-as-pid-1']],
    [{ ...fine, Entrypoint: ['/sbin/tini', '--'], Cmd: ['/bin/sh', '-c', 'node server.js'] }, []],
    [{ ...fine, Entrypoint: ['docker-entrypoint.sh'], Cmd: ['npm', 'start'] }, ['shell-as-pid-1']],
    [{ ...fine, Cmd: ['supervisord'] }, ['several-daemons']],
    [{ ...fine, StopSignal: 'SIGKILL' }, ['stop-signal']],
    [{ ...fine, Env: ['PATH=/bin', 'DB_PASSWORD=hunter22'] }, ['secret-in-history']],
    [{ ...fine, Env: null, Labels: null, Volumes: null, ExposedPorts: null }, []],
  ])('%j: %j', (config, expected) => expect(names(told({ config }))).toEqual(expected));

  it('without any is an image of root that cannot be started', () => {
    expect(names(told({}))).toEqual(['runs-as-root', 'no-command']);
  });

  it.each([
    ['RUN |1 NPM_TOKEN=hunter22 /bin/sh -c npm ci # buildkit', 'NPM_TOKEN holds what looks like a secret'],
    ['ENV A=b NPM_TOKEN=hunter22', 'NPM_TOKEN holds what looks like a secret'],
    ['/bin/sh -c #(nop)  ENV NPM_TOKEN=hunter22', 'NPM_TOKEN holds what looks like a secret'],
    ['/bin/sh -c git clone https://me:hunter22@example.com/a', 'RUN holds a password in an address'],
    ['RUN /bin/sh -c npm ci # buildkit', undefined],
    ['COPY token.js /app # buildkit', undefined],
  ])('history %s: %s', (created_by, what) => {
    const all = told({ config: fine, history: [{ created_by }, {}] });
    expect(all.map((finding) => finding.what)).toEqual(what === undefined ? [] : [what]);
  });

  it('gets its lines from the Dockerfile', () => {
    const dockerfile = 'FROM node:24\nENV API_KEY=hunter22\nUSER 0\nCMD npm start';
    const config = { User: '0', Env: ['API_KEY=hunter22'], Cmd: ['/bin/sh', '-c', 'npm start'] };
    expect(told({ config }, [], dockerfile).map(({ rule, place }) => [rule, place.line])).toEqual([
      ['runs-as-root', 3],
      ['shell-as-pid-1', 4],
      ['secret-in-history', 2],
    ]);
  });
});

describe('sizes', () => {
  it.each([
    [[500, 499], []],
    [[501], ['huge-layer']],
    [[400, 400, 201], ['huge-image']],
    [
      [600, 600],
      ['huge-layer', 'huge-layer'],
    ],
  ])('%j MB: %j', (sizes, expected) => {
    expect(
      names(
        told(
          { config: fine },
          sizes.map((size) => size * megabyte),
        ),
      ),
    ).toEqual(expected);
  });

  it('name the step that made a layer', () => {
    const history = [
      { created_by: 'base' },
      { created_by: 'ENV A=b', empty_layer: true },
      { created_by: 'RUN /bin/sh -c make all # buildkit' },
    ];
    const [finding] = told(
      { config: fine, history },
      [1, 600 * megabyte],
      'FROM node:24\nENV A=b\nRUN make all',
    );
    expect(finding).toMatchObject({
      what: 'layer 2 of 2 of web (made by RUN) has 600 MB, compressed',
      place: { file: 'Dockerfile', line: 3 },
    });
  });
});

describe('Dockerfile and image together', () => {
  const both = (dockerfile: string, config: NonNullable<ImageConfig['config']>) =>
    findings(dockerfileFindings(read(dockerfile), 'Dockerfile'), told({ config }, [], dockerfile));

  it('tell each thing once, warnings first', () => {
    const dockerfile = 'FROM node\nHEALTHCHECK CMD x\nENV API_KEY=hunter22\nUSER 0\nCMD npm start';
    const config = { User: '0', Env: ['API_KEY=hunter22'], Cmd: ['/bin/sh', '-c', 'npm start'] };
    expect(names(both(dockerfile, config))).toEqual([
      'latest-base',
      'secret-in-history',
      'runs-as-root',
      'shell-as-pid-1',
      'healthcheck-ignored',
    ]);
  });

  it('believe the image in how it is started', () => {
    const dockerfile = 'FROM acme/node:1\nUSER 1\nCMD node server.js';
    const started = { User: '1', Entrypoint: ['tini', '--'], Cmd: ['/bin/sh', '-c', 'node server.js'] };
    expect(names(findings(dockerfileFindings(read(dockerfile), 'Dockerfile'), undefined))).toEqual([
      'shell-as-pid-1',
    ]);
    expect(both(dockerfile, started)).toEqual([]);
  });
});

describe('what is told', () => {
  const all = findings(
    dockerfileFindings(read('FROM node:24\nHEALTHCHECK CMD x\nUSER 0'), 'a/Dockerfile'),
    [],
  );
  const warning = dockerfileFindings(read('FROM node:24\nUSER 0'), 'a_b/Dockerfile');

  it('is an annotation at the line', () => {
    expect(fitAnnotations([...warning, ...all])).toMatchObject([
      { level: 'warning', title: 'Build: runs-as-root', place: { file: 'a_b/Dockerfile', line: 2 } },
      { level: 'notice', title: 'Build: healthcheck-ignored', place: { file: 'a/Dockerfile', line: 2 } },
    ]);
    expect(fitAnnotations(warning)[0]?.message).toMatch(/^The container runs as root\.\nA pod .*\nWrite /);
  });

  it('is a section of the summary, folded for notices, none for nothing', () => {
    expect(fitSummary([])).toBe('');
    expect(fitSummary(all)).toMatch(/^<details><summary>Does it fit Kubernetes\? 1 notice</);
    const open = fitSummary([...warning, ...all]);
    expect(open).toMatch(/^#### .*Kubernetes\n/);
    expect(open).toContain('- **The container runs as root.** (a\\_b/Dockerfile:2, `runs-as-root`)');
    expect(open).toContain('<details>');
  });

  it('fails a strict build at warnings only', () => {
    expect(strictFailure(all, 'web')).toBeUndefined();
    expect(strictFailure([...warning, ...all], 'web')?.parts).toMatchObject({
      reason: 'does-not-fit',
      what: 'web does not fit Kubernetes: one thing will hurt: the container runs as root',
      place: { file: 'a_b/Dockerfile', line: 2 },
      problems: [{ place: { file: 'a_b/Dockerfile', line: 2 } }],
    });
  });
});
