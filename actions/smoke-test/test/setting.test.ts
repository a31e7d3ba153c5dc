import { type Config, defaultRights, Failure, readInputs, resolveFreeze, resolveSmoke } from '@workaday/core';
import { expect, test } from 'vitest';
import { contract } from '../src/contract.ts';
import { settingOf } from '../src/setting.ts';

const config: Config = {
  app: 'shop',
  services: [],
  manifests: undefined,
  environments: {
    production: {
      namespace: 'shop-live',
      url: 'https://shop.example.com',
      manifests: undefined,
      values: [],
      allow: [],
      rights: defaultRights,
    },
  },
  staging: undefined,
  checks: [{ path: '/health' }],
  control: [],
  coalesce: false,
  smoke: resolveSmoke({}),
  freeze: resolveFreeze({}),
};
const inputs = (values: Record<string, string>) => {
  const env = Object.entries(values).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  return readInputs(contract.inputs, Object.fromEntries(env));
};

test('the configuration says what the inputs leave open', () => {
  expect(settingOf(inputs({}), config)).toMatchObject({
    place: { namespace: 'shop-live', app: 'shop', environment: 'production' },
    url: 'https://shop.example.com',
    checks: [{ path: '/health', status: 200 }],
    release: undefined,
  });
});

test('inputs go before the configuration', () => {
  const given = {
    app: 'store',
    namespace: 'x',
    url: 'http://localhost:8080/a',
    release: '12',
    checks: '- path: /b',
  };
  expect(settingOf(inputs(given), config)).toMatchObject({
    place: { namespace: 'x', app: 'store' },
    url: 'http://localhost:8080/a',
    checks: [{ path: '/b' }],
    release: 12,
  });
});

test('what stops merges by itself does so in production alone', () => {
  const environments = { ...config.environments, staging: config.environments['production'] };
  const critical = { ...config, environments, staging: 'staging' } as Config;
  expect(settingOf(inputs({}), critical).freeze.after).toBe(2);
  expect(settingOf(inputs({ environment: 'staging' }), critical).freeze.after).toBe(0);
});

test('an environment that is not known needs a namespace', () => {
  expect(() => settingOf(inputs({ environment: 'staging' }), config)).toThrow(/expected one of production/);
  expect(settingOf(inputs({ environment: 'staging', namespace: 'x' }), config).place.namespace).toBe('x');
});

test('checks that are no list are refused with their lines', () => {
  expect(() => settingOf(inputs({ checks: '- status: "200"\n- paht: /' }), config)).toThrow(Failure);
});

test.each([
  'https://user:secret@shop.example.com',
  'shop.example.com',
  'https://shop.example.com/?a=1',
  'ftp://x',
])('the URL %s is refused', (url) => {
  expect(() => inputs({ url })).toThrow(/input url/);
});

test.each(['0', '-1', '1.5', 'latest'])('the release %s is refused', (release) => {
  expect(() => inputs({ release })).toThrow(/the number of a release/);
});

test('a timeout in which no verdict could come is refused', () => {
  expect(() => settingOf(inputs({ timeout: '2m' }), config)).toThrow(
    /input timeout is 2m00s, expected at least 4m30s/,
  );
});

test('checks that nobody wrote are the default ones', () => {
  expect(settingOf(inputs({}), { ...config, checks: [] })).toMatchObject({
    defaultChecks: true,
    checks: [{ name: 'GET /' }],
  });
  expect(settingOf(inputs({}), config).defaultChecks).toBe(false);
});
