import { describe, expect, it, test } from 'vitest';
import { parseConfig, resolveConfig } from '../src/config.ts';
import { Failure } from '../src/failure.ts';
import { freezeIn } from '../src/freeze-schema.ts';

const facts = { repository: 'acme/shop', manifestFolders: ['k8s'] };
const resolved = (text: string) => resolveConfig(parseConfig(text, 'workaday.yml'), facts);

function refusal(text: string) {
  try {
    resolved(text);
  } catch (error) {
    if (error instanceof Failure) return error.parts;
    throw error;
  }
  throw new Error('it was taken');
}

describe('the environments', () => {
  it.each([
    ['production alone by default', '', { production: 'shop' }, undefined],
    ['production alone, as it says', 'criticality: normal', { production: 'shop' }, undefined],
    ['production alone under its own name', 'environments: { live: {} }', { live: 'shop' }, undefined],
    [
      'staging, for what is critical',
      'criticality: high',
      { production: 'shop', staging: 'shop-staging' },
      'staging',
    ],
    [
      'staging by another name',
      'criticality: high\nenvironments: { production: { namespace: live }, trial: {} }',
      { production: 'live', trial: 'shop-trial' },
      'trial',
    ],
    [
      'production though only the other is named',
      'criticality: high\nenvironments: { staging: { namespace: trying } }',
      { production: 'shop', staging: 'trying' },
      'staging',
    ],
    [
      'staging though only production is named',
      'app: web\ncriticality: high\nenvironments: { production: {} }',
      { production: 'web', staging: 'web-staging' },
      'staging',
    ],
  ])('are %s', (_name, text, namespaces, staging) => {
    const config = resolved(text);
    const found = Object.entries(config.environments).map(([name, { namespace }]) => [name, namespace]);
    expect(Object.fromEntries(found)).toEqual(namespaces);
    expect(config.staging).toBe(staging);
  });

  test('of the longest app have namespaces that Kubernetes takes', () => {
    const { environments } = resolved(`app: ${'a'.repeat(53)}\ncriticality: high`);
    expect(environments['staging']?.namespace).toBe(`${'a'.repeat(53)}-staging`);
    expect(resolved(`environments: { production: { namespace: ${'n'.repeat(63)} } }`)).toBeDefined();
    expect(refusal(`environments: { production: { namespace: ${'n'.repeat(64)} } }`).what).toMatch(/most 63/);
  });

  test('share the way that manifests and rights are found', () => {
    const { environments } = resolved(
      'criticality: high\nrights: { lock: { people: [ada] } }\nenvironments: { staging: { manifests: try, url: https://try.example.com } }',
    );
    expect(environments['production']).toMatchObject({ manifests: 'k8s', url: undefined });
    expect(environments['staging']).toMatchObject({ manifests: 'try', url: 'https://try.example.com' });
    expect(environments['staging']?.rights.lock.people).toEqual(['ada']);
  });
});

test('staging never freezes by itself', () => {
  const config = resolved('criticality: high\nfreeze: { after: 3, for: 1h }');
  expect(freezeIn(config, 'production')).toEqual({ after: 3, lasting: 3_600_000 });
  expect(freezeIn(config, 'staging').after).toBe(0);
  const alone = resolved('environments: { staging: {} }');
  expect(freezeIn(alone, 'staging').after).toBe(2);
});

describe('refused, with the reason and what to do', () => {
  const two = 'environments: { production: {}, staging: {}, qa: {} }';
  it.each([
    ['a second place to test', two, /keep alive; keep the one/],
    ['the same of a critical app', `criticality: high\n${two}`, /\["production","staging","qa"\]/],
    ['two without production', 'environments: { staging: {}, qa: {} }', /at most one other/],
    [
      'another that nothing asks for',
      'environments: { production: {}, staging: {} }',
      /`criticality: high`, and every release passes staging first/,
    ],
    ['an unknown criticality', 'criticality: extreme', /criticality is "extreme": expected normal or high/],
  ])('%s', (_name, text, message) => {
    const { reason, what, place } = refusal(text);
    expect(reason).toBe('bad-config');
    expect(what).toMatch(message);
    expect(place).toMatchObject({ file: 'workaday.yml', line: text.split('\n').length });
  });

  test('a namespace that is shared with production', () => {
    const text = 'criticality: high\nenvironments: { staging: { namespace: shop } }';
    expect(refusal(text)).toMatchObject({
      reason: 'bad-config',
      what: 'environments.staging.namespace is "shop", which is the namespace of production',
      next: expect.stringContaining('a namespace of its own'),
    });
  });

  test('a namespace that would be too long', () => {
    const text = `app: ${'a'.repeat(50)}\ncriticality: high\nenvironments: { ${'b'.repeat(20)}: {} }`;
    expect(refusal(text).what).toMatch(/of 71 characters/);
  });

  test('all at once, with the other errors of the file', () => {
    const { problems } = refusal(`app: Shop\n${two}\nmanifests: 7\ncolour: red`);
    expect(problems?.map(({ place }) => place?.line)).toEqual([1, 3, 4, 2]);
  });
});
