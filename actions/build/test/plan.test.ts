import { input, readInputs, resolveConfig } from '@workaday/core';
import { nodeSha256 } from '@workaday/core/node';
import { describe, expect, it } from 'vitest';
import { contract } from '../src/contract.ts';
import { type BuildOptions, buildCommand, parseMetadata } from '../src/docker/build-command.ts';
import { privateConfig, storedLogin } from '../src/docker/docker-config.ts';
import { looksSecret } from '../src/secrets/secret-names.ts';
import { buildTargets } from '../src/services.ts';

const commit = 'a'.repeat(40);
const facts = { repository: 'Acme/Shop', manifestFolders: [] };
const two = { services: { api: {}, web: { context: 'services/web' } } };

function inputs(given: Record<string, string> = {}) {
  const env = Object.entries(given).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  return readInputs(contract.inputs, Object.fromEntries(env));
}

const plan = (given: Record<string, string> = {}, raw: Parameters<typeof resolveConfig>[0] = {}) =>
  buildTargets(resolveConfig(raw, facts), inputs(given), commit, nodeSha256);

describe('what to build', () => {
  it('needs no configuration: names are lower-cased, the commit is the tag', () => {
    expect(plan()).toMatchObject([
      {
        service: 'shop',
        context: '.',
        dockerfile: 'Dockerfile',
        repository: 'ghcr.io/acme/shop',
        tag: commit,
      },
    ]);
  });

  it('is every service, or the one that is named', () => {
    expect(plan({ version: '1.2.3' }, two)).toMatchObject([
      { service: 'api', repository: 'ghcr.io/acme/shop/api', dockerfile: 'Dockerfile', tag: '1.2.3' },
      { service: 'web', context: 'services/web', dockerfile: 'services/web/Dockerfile' },
    ]);
    expect(plan({ service: 'web', image: 'localhost:5000/w' }, two)).toMatchObject([
      { repository: 'localhost:5000/w' },
    ]);
  });

  it.each([
    ['1.4.3-build.5.gabc1234', '1.4.3-build.5.gabc1234'],
    ['1.0.0+b1', '1.0.0_b1'],
    ['pr_1+2', expect.stringMatching(/^pr_1-2-[0-9a-f]{12}$/)],
  ])('has for version %s the tag %s', (version, tag) => {
    expect(plan({ version })[0]?.tag).toEqual(tag);
  });

  it.each([
    [{ image: 'ghcr.io/acme/a_/b' }, {}, 'is not a repository name'],
    [
      {},
      { services: { a: { image: 'x.io/a/b' }, b: { image: 'X.io/A/b' } } },
      'a and b would both be x.io/a/b',
    ],
    [{ 'moving-tags': 'latest\n-x' }, {}, 'moving-tags has "-x"'],
    [{ 'moving-tags': 'sha-1' }, {}, 'moving-tags has "sha-1"'],
    [{ image: 'ghcr.io/a/b:1' }, {}, 'without tag'],
    [{ image: '-x' }, {}, 'is not a repository name'],
    [{ image: 'a/b' }, two, '2 services would share it'],
    [{ 'build-args': 'NPM_TOKEN=x' }, {}, 'build-args has NPM_TOKEN, which looks like a secret'],
    [
      { 'build-args': 'A=canary-value', 'build-secrets': 'B=canary-value' },
      {},
      'build-args has A, which looks like a secret',
    ],
    [{ 'build-args': '--file=x' }, {}, 'is no name'],
    [{ 'build-secrets': 'a,src=/etc/shadow=x' }, {}, 'other characters'],
    [{ 'registry-password': 'canary-value' }, {}, 'registry-username is empty'],
  ] as const)('%j with %j is refused: %s', (given, raw, what) => {
    const refused = () => plan(given, raw as Parameters<typeof resolveConfig>[0]);
    expect(refused).toThrowError(
      expect.objectContaining({ parts: expect.objectContaining({ reason: 'bad-input' }) }),
    );
    expect(refused).toThrowError(what);
    expect(refused).not.toThrowError('canary-value');
  });

  it('names all that is wrong at once', () => {
    expect(() => plan({ image: 'a/b:1', context: 'x', 'build-args': 'PASSWORD=hunter22' }, two)).toThrowError(
      /context.*PASSWORD.*"a\/b:1"/,
    );
  });

  it('names no service that is not there', () => {
    expect(() => plan({ service: 'x' }, two)).toThrowError('no service is called');
  });
});

describe('the docker command', () => {
  const options: BuildOptions = {
    builder: undefined,
    output: { to: 'registry', name: undefined },
    fresh: false,
    pull: false,
    provenance: 'off',
    epoch: undefined,
    labels: new Map(),
    metadataFile: '/t/m',
    secretFiles: new Map(),
    cacheFrom: [],
    cacheTo: undefined,
  };
  const command = (given: Record<string, string>, more: Partial<BuildOptions> = {}) =>
    plan(given).map((target) => buildCommand(target, { ...options, ...more }))[0];

  it('is short for a plain service, and names no tag', () => {
    expect(command({ version: '1.0.0' })).toEqual([
      'buildx',
      'build',
      '--progress=plain',
      '--output=type=image,name=ghcr.io/acme/shop,push-by-digest=true,push=true',
      '--provenance=false',
      '--sbom=false',
      '--file=./Dockerfile',
      '--metadata-file=/t/m',
      '--',
      './.',
    ]);
  });

  it("keeps the image in docker's own store under a name, when that cannot push without one", () => {
    expect(command({}, { output: { to: 'store', name: 'ghcr.io/acme/shop:run-1.1' } })?.slice(3, 5)).toEqual([
      '--load',
      '--tag=ghcr.io/acme/shop:run-1.1',
    ]);
  });

  it("pushes under a name, and does not unpack what it changes, where docker's own driver pushes", () => {
    const output = { to: 'registry', name: 'ghcr.io/acme/shop:run-1.1' } as const;
    expect(command({}, { output, epoch: 7 })?.[3]).toBe(
      '--output=type=image,name=ghcr.io/acme/shop:run-1.1,push=true,rewrite-timestamp=true,unpack=false',
    );
  });

  it('writes layers and nothing else', () => {
    const given = {
      output: { to: 'nowhere' },
      provenance: 'max',
      cacheTo: 'ghcr.io/acme/shop:layers',
    } as const;
    expect(command({}, given)).toEqual(
      expect.arrayContaining([
        '--output=type=cacheonly',
        '--provenance=false',
        '--cache-to=type=registry,ref=ghcr.io/acme/shop:layers,mode=max,image-manifest=true,oci-mediatypes=true,ignore-error=true',
      ]),
    );
  });

  it('has every wish as one argument of its own', () => {
    const given = {
      context: '-x',
      dockerfile: '--push.Dockerfile',
      target: 'prod',
      platforms: 'linux/amd64, linux/arm64/v8',
      'build-args': 'A=1 $(id) --no\nB=',
    };
    const more = {
      builder: 'farm',
      fresh: true,
      pull: true,
      provenance: 'min',
      epoch: 1_795_000_000,
      labels: new Map([['a', 'b, "c"']]),
      secretFiles: new Map([['npm', '/t/a,b "c"']]),
      cacheFrom: [`ghcr.io/acme/shop@sha256:${'0'.repeat(64)}`],
    } as const;
    expect(command(given, more)?.slice(3)).toEqual([
      '--builder=farm',
      '--output=type=image,name=ghcr.io/acme/shop,push-by-digest=true,push=true,rewrite-timestamp=true',
      '--provenance=mode=min',
      '--sbom=false',
      '--file=./--push.Dockerfile',
      '--metadata-file=/t/m',
      '--target=prod',
      '--platform=linux/amd64,linux/arm64/v8',
      '--no-cache',
      '--pull',
      `--cache-from=type=registry,ref=ghcr.io/acme/shop@sha256:${'0'.repeat(64)}`,
      '--label=a=b, "c"',
      '--build-arg=A=1 $(id) --no',
      '--build-arg=B=',
      '--build-arg=SOURCE_DATE_EPOCH=1795000000',
      '--secret=id=npm,"src=/t/a,b ""c"""',
      '--',
      './-x',
    ]);
  });

  it.each(['amd64', 'linux/amd64;rm', '--x', 'linux/amd64,'])('is not made for platforms %j', (platforms) => {
    expect(() => inputs({ platforms })).toThrowError('expected platforms such as');
  });

  it.each([
    ['{"containerimage.digest":"sha256:x"}', { digest: 'sha256:x', materials: [], cache: undefined }],
    ['{}', { digest: undefined, materials: [], cache: undefined }],
    [
      '{"buildx.build.provenance":{"materials":[{"uri":"pkg:docker/node@24","digest":{"sha256":"ab"}},{"uri":1},{}]}}',
      {
        digest: undefined,
        cache: undefined,
        materials: [{ uri: 'pkg:docker/node@24', digest: 'sha256:ab' }],
      },
    ],
  ])('leaves %s, which says %j', (text, expected) => {
    expect(parseMetadata(text)).toEqual(expected);
  });
});

describe('a name', () => {
  it.each([
    'NPM_TOKEN',
    'token',
    'DB_PASSWORD',
    'db_passwd',
    'apiKey',
    'AWS_SECRET_ACCESS_KEY',
    'clientSecret',
    'GITHUB_AUTH',
  ])('%s looks secret', (name) => {
    expect(looksSecret(name)).toBe(true);
  });
  it.each(['NODE_ENV', 'VERSION', 'TOKENIZER', 'AUTHOR', 'KEYBOARD', 'SECRETARY', 'PUBLIC_URL'])(
    '%s does not',
    (name) => {
      expect(looksSecret(name)).toBe(false);
    },
  );
});

describe('the private docker configuration', () => {
  const original = {
    proxies: { default: { httpProxy: 'http://proxy:3128' } },
    auths: { 'other.example': { auth: 'b3RoZXI6cHc=' }, 'ghcr.io': { auth: 'b2xk' } },
    credsStore: 'desktop',
    credHelpers: { 'ecr.example': 'ecr-login' },
  };

  it('keeps everything, finds plugins, and prefers the given login for its registry only', () => {
    const login = { host: 'ghcr.io', credentials: { username: 'ann', password: 'pä:ss' } };
    const config = privateConfig(original, '/root/.docker/cli-plugins', login);
    expect(config).toEqual({
      ...original,
      cliPluginsExtraDirs: ['/root/.docker/cli-plugins'],
      auths: { 'other.example': { auth: 'b3RoZXI6cHc=' }, 'ghcr.io': { auth: expect.any(String) } },
      credHelpers: { 'ecr.example': 'ecr-login', 'ghcr.io': '' },
    });
    expect(storedLogin(config, 'ghcr.io')).toEqual(login.credentials);
  });

  it('changes no login when none is given', () => {
    expect(privateConfig(original, '/p')).toEqual({ ...original, cliPluginsExtraDirs: ['/p'] });
  });
});

describe('the inputs', () => {
  it('never show a secret that is malformed', () => {
    expect(() => inputs({ 'build-secrets': 'A=1\ncanary-without-name' })).toThrowError(/entry 2 has no KEY=/);
    expect(() => inputs({ 'build-secrets': 'canary-without-name' })).not.toThrowError('canary');
    expect(input.pairs({ description: '', secret: true }).secret).toBe(true);
  });
});
