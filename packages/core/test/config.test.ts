import { describe, expect, it } from 'vitest';
import { parseConfig, resolveConfig } from '../src/config.ts';
import { configJsonSchema } from '../src/config-schema.ts';
import { Failure } from '../src/failure.ts';
import { loadConfig } from '../src/load-config.ts';
import type { Files } from '../src/ports.ts';
import { defaultRights } from '../src/rights-schema.ts';

function problemsOf(text: string) {
  try {
    parseConfig(text, 'workaday.yml');
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    expect(error.parts.reason).toBe('bad-config');
    return (error.parts.problems ?? []).map(({ what, place }) => `${place?.line}:${place?.column} ${what}`);
  }
  return [];
}

describe('parseConfig', () => {
  it.each(['', '# nothing yet\n', 'app: shop\n', 'services: { web: {}, api: { context: services/api } }'])(
    'accepts %j',
    (text) => expect(problemsOf(text)).toEqual([]),
  );

  it('lists every error with its line and column', () => {
    const text = [
      'app: Shop',
      'colour: red',
      'services:',
      '  web:',
      '    context: ../elsewhere',
      '    tag-prefix: 7',
      'checks:',
      '  - path: health',
      '    status: 999',
      '',
    ].join('\n');
    const problems = problemsOf(text);
    expect(problems).toEqual([
      expect.stringMatching(/^1:1 app is "Shop": expected lower-case letters/),
      expect.stringMatching(/^5:5 services\.web\.context is "\.\.\/elsewhere": expected a path inside/),
      expect.stringMatching(/^6:5 services\.web\.tag-prefix is 7/),
      expect.stringMatching(/^8:5 checks\.0\.path is "health": expected a path that begins with \//),
      expect.stringMatching(/^9:5 checks\.0\.status is 999/),
      expect.stringMatching(/^2:1 colour is not a key of workaday\.yml/),
    ]);
  });

  it.each([
    ['app: [', 1],
    ['a: 1\nb: 2\n c: 3\n', 2],
    ['app: *nowhere\n', 1],
    ['app: a\napp: b\n', 2],
    ['app: "never closed\n', 2],
  ])('names the line of the syntax error in %j', (text, line) => {
    const [first = ''] = problemsOf(text);
    expect(Number(first.split(':')[0])).toBe(line);
  });

  it.each(['a b', 'x*', 'a..b', '-x', '/v', 'a//v', 'a.lock/v', 'v^'])(
    'refuses the tag prefix %j, which no tag can begin with',
    (prefix) => {
      const problems = problemsOf(`services:\n  web: { tag-prefix: ${JSON.stringify(prefix)} }\n`);
      expect(problems).toEqual([expect.stringContaining('expected the beginning of a Git tag name')]);
    },
  );

  it.each(['', 'v', 'api/v', 'web-', 'Ünï/v2/'])('takes the tag prefix %j', (prefix) => {
    const { services } = parseConfig(`services: { web: { tag-prefix: ${JSON.stringify(prefix)} } }`, 'x.yml');
    expect(services?.['web']?.['tag-prefix']).toBe(prefix);
  });

  it.each(['- a list', 'just text', '42'])('refuses %j, which is no mapping', (text) =>
    expect(problemsOf(text)).toHaveLength(1),
  );

  it('refuses an empty list of services or checks, which would prove nothing', () => {
    expect(problemsOf('services: {}\n')).toHaveLength(1);
    expect(problemsOf('checks: []\n')).toHaveLength(1);
  });

  it('does not let a bomb of aliases through', () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]'];
    for (let level = 1; level < 9; level += 1) {
      const [name, before] = ['abcdefghi'[level], 'abcdefghi'[level - 1]];
      bomb.push(`${name}: &${name} [${Array(9).fill(`*${before}`).join(',')}]`);
    }
    expect(() => parseConfig(bomb.join('\n'), 'workaday.yml')).toThrow(Failure);
  });
});

describe('resolveConfig', () => {
  const facts = { repository: 'Octo-Org/Shop.Front', manifestFolders: ['k8s'] };

  it('needs no file', () => {
    expect(resolveConfig({}, facts)).toEqual({
      app: 'shop-front',
      services: [
        {
          name: 'shop-front',
          context: '.',
          dockerfile: 'Dockerfile',
          target: undefined,
          image: 'ghcr.io/octo-org/shop.front',
          buildArgs: {},
          paths: [],
          ignore: [],
          tagPrefix: 'v',
        },
      ],
      manifests: 'k8s',
      environments: {
        production: {
          namespace: 'shop-front',
          url: undefined,
          manifests: 'k8s',
          values: [],
          allow: [],
          rights: defaultRights,
        },
      },
      staging: undefined,
      checks: [],
      control: [],
      smoke: {
        settle: 30_000,
        interval: 5000,
        clean: 12,
        limit: 240_000,
        rule: 'strict',
        inconclusive: 'keep',
        questions: 5,
      },
      freeze: { after: 2, lasting: 86_400_000 },
      coalesce: false,
    });
  });

  it('steps aside only where it is asked to, in plain words', () => {
    expect(resolveConfig(parseConfig('coalesce: true', 'workaday.yml'), facts).coalesce).toBe(true);
    expect(() => parseConfig('coalesce: yes please', 'workaday.yml')).toThrow(/coalesce is "yes please"/);
  });

  it('gives each of several services its own image, files and tags', () => {
    const raw = {
      shared: ['lib/**'],
      services: { web: { context: 'services/web' }, api: { paths: ['api/**'] } },
    };
    const [web, api] = resolveConfig(raw, facts).services;
    expect(web).toMatchObject({
      image: 'ghcr.io/octo-org/shop.front/web',
      dockerfile: 'services/web/Dockerfile',
      paths: ['services/web/**', 'lib/**'],
      tagPrefix: 'web/v',
    });
    expect(api).toMatchObject({ context: '.', dockerfile: 'Dockerfile', paths: ['api/**', 'lib/**'] });
  });

  it('leaves a folder inside of a service’s to the service that it is of, unless paths say otherwise', () => {
    const raw = {
      services: {
        root: {},
        api: { context: 'api', ignore: ['**/*.md'] },
        v2: { context: 'api/v2' },
        all: { context: 'api', paths: ['api/**'] },
      },
    };
    const { services } = resolveConfig(raw, { repository: 'acme/shop', manifestFolders: [] });
    expect(services.map((service) => [service.name, service.ignore])).toEqual([
      ['root', []],
      ['api', ['**/*.md', 'api/v2/**']],
      ['v2', []],
      ['all', []],
    ]);
  });

  it('names every image in lower case, whoever wrote it', () => {
    const raw = {
      registry: 'GHCR.io',
      services: { web: { image: 'Registry.Example:5000/Octo/Web' }, api: {} },
    };
    const { services } = resolveConfig(raw, { repository: 'Octo/Shop', manifestFolders: [] });
    expect(services.map(({ image }) => image)).toEqual([
      'registry.example:5000/octo/web',
      'ghcr.io/octo/shop/api',
    ]);
  });

  it('takes the registry from the file before the one it is told', () => {
    expect(resolveConfig({}, { ...facts, registry: 'a.example' }).services[0]?.image).toMatch(
      /^a\.example\//,
    );
    const raw = { registry: 'b.example' };
    expect(resolveConfig(raw, { ...facts, registry: 'a.example' }).services[0]?.image).toMatch(
      /^b\.example\//,
    );
  });
});

describe('loadConfig', () => {
  const files = (texts: Record<string, string>, folders: string[] = []): Files => ({
    readText: async (path) => texts[path],
    kind: async (path) => (folders.includes(path) ? 'directory' : path in texts ? 'file' : undefined),
    list: async () => [],
  });
  const source = { path: 'workaday.yml', repository: 'octo/shop' };

  it('goes by defaults without a file, with the first manifest folder there is', async () => {
    expect((await loadConfig(files({}, ['deploy', 'manifests']), source)).manifests).toBe('manifests');
    expect((await loadConfig(files({}), source)).manifests).toBeUndefined();
  });

  it('wants a file that is named to be there', async () => {
    await expect(loadConfig(files({}), { ...source, path: 'other.yml' })).rejects.toThrow(
      'the configuration "other.yml" does not exist',
    );
  });
});

it('the JSON Schema describes every key that the parser knows', () => {
  const schema = configJsonSchema() as { properties: Record<string, { description?: string }> };
  expect(Object.keys(schema.properties)).toEqual(
    expect.arrayContaining(['app', 'services', 'environments', 'checks']),
  );
  for (const property of Object.values(schema.properties)) expect(property.description).toBeTruthy();
});
