import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dockerEnvironment } from '../src/docker/environment.ts';
import { argumentLooksSecret } from '../src/secrets/secret-arguments.ts';
import { equalsSecret, redactor } from '../src/secrets/secret-values.ts';

const secrets = ['canary-välue/+42', 'first line of a key\nsecond line of a key\r\nshort', 'tiny', 'abc'];
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('a build argument', () => {
  it.each([
    ['A', 'canary-välue/+42', 'a secret of this step'],
    ['A', 'https://x/?token=canary-välue/+42#x', 'a secret of this step'],
    ['A', base64('canary-välue/+42'), 'a secret of this step'],
    ['A', base64('ann:canary-välue/+42').replace(/=+$/, ''), 'a secret of this step'],
    ['A', Buffer.from('{"t":"canary-välue/+42"}').toString('base64url'), 'a secret of this step'],
    ['A', encodeURIComponent('canary-välue/+42'), 'a secret of this step'],
    ['A', encodeURIComponent('canary-välue/+42').toLowerCase(), 'a secret of this step'],
    ['A', new URLSearchParams({ p: 'canary-välue/+42' }).toString(), 'a secret of this step'],
    ['A', 'second line of a key', 'a secret of this step'],
    ['A', secrets[1] ?? '', 'a secret of this step'],
    ['A', JSON.stringify({ key: secrets[1] }), 'a secret of this step'],
    ['A', 'tiny', 'a secret of this step'],
    ['A', `ghp_${'a1'.repeat(18)}`, 'a GitHub token'],
    ['A', `https://github_pat_${'a1'.repeat(20)}@github.com/a/b`, 'a GitHub token'],
    ['A', 'AKIAIOSFODNN7QWERTYZ', 'an AWS access key'],
    ['A', '-----BEGIN PRIVATE KEY-----\nMIIE', 'a private key'],
    ['A', '-----BEGIN OPENSSH PRIVATE KEY-----\\nMIIE', 'a private key'],
    ['A', 'xoxb-123456789012-abcdef', 'a Slack token'],
    ['A', `npm_${'a1B2'.repeat(9)}`, 'an npm token'],
    ['A', 'sk_live_abcdefgh12345678', 'a Stripe key'],
    ['A', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2ln', 'a JSON Web Token'],
    ['A', 'postgres://shop:hunter2@db/shop', 'a password in an address'],
    ['A', 'https://:hunter2@x', 'a password in an address'],
    ['NPM_TOKEN', 'x', 'its name'],
    ['npmToken', 'hunter2', 'its name'],
    ['NPM-TOKEN', 'hunter2', 'its name'],
    ['AWS_SECRET_ACCESS_KEY', 'hunter2', 'its name'],
    ['PASSWORD', '12345', 'its name'],
    ['NEXT_PUBLIC_KEY', 'AKIAIOSFODNN7QWERTYZ', 'an AWS access key'],
  ])('%s=%s is refused: %s', (name, value, why) => {
    const said = argumentLooksSecret(name, value, secrets);
    expect(said).toContain(why);
    expect(said).not.toContain(value);
  });

  it.each([
    ['NODE_ENV', 'production'],
    ['VERSION', '1.2.3'],
    ['PUBLIC_KEY_URL', 'https://x'],
    ['AUTHOR', 'Ann <ann@example.com>'],
    ['TOKENIZERS_PARALLELISM', 'false'],
    ['MONKEY', '1'],
    ['KEYCLOAK_URL', 'https://id.example.com/auth'],
    ['NPM_TOKEN', ''],
    ['ENABLE_AUTH', 'true'],
    ['AUTH_URL', 'https://id.example.com'],
    ['PASSWORD_MIN_LENGTH', '1024'],
    ['TOKEN_TTL', '3600s'],
    ['NEXT_PUBLIC_API_KEY', `AIza${'a1'.repeat(17)}b`],
    ['NEXT_PUBLIC_SUPABASE_ANON_KEY', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2ln'],
    ['VITE_STRIPE_PUBLISHABLE_KEY', 'pk_live_abcdefgh'],
    ['CA', '-----BEGIN CERTIFICATE-----\nMIIE'],
    ['KEY', '-----BEGIN PUBLIC KEY-----\nMIIE'],
    ['REPO', 'ssh://git@github.com/a/b'],
    ['REPO', 'https://git@github.com/a/b'],
    ['URL', 'https://example.com:8080/a@b:c@d'],
    ['npm_config_registry', 'https://registry.npmjs.org'],
    ['COMMIT', 'c0ffee'.repeat(6)],
    ['INTEGRITY', `sha512-${'aB3/'.repeat(21)}==`],
    ['A', 'tiny house'],
    ['A', 'abc'],
    ['A', 'short'],
  ])('%s=%s is allowed', (name, value) => expect(argumentLooksSecret(name, value, secrets)).toBeUndefined());

  it('says nothing when there are no secrets and nothing looks like one', () => {
    expect(argumentLooksSecret('A', '', [])).toBeUndefined();
    expect(argumentLooksSecret('A', '', [''])).toBeUndefined();
  });
});

const secret = fc
  .string({ unit: 'grapheme', minLength: 8, maxLength: 40 })
  .filter((text) => text.trim().length >= 8);
const around = fc.string({ maxLength: 20 });

describe('every secret of 8 characters', () => {
  it('is found in whatever stands around it, in every form', () => {
    const forms: ((text: string) => string)[] = [
      (text) => text,
      base64,
      (text) => Buffer.from(text).toString('base64url'),
      (text) => encodeURIComponent(text),
      (text) => JSON.stringify(text),
      (text) => new URLSearchParams({ q: text }).toString(),
    ];
    fc.assert(
      fc.property(secret, around, around, fc.constantFrom(...forms), (text, before, behind, form) => {
        expect(equalsSecret(form(before + text + behind), [text])).toBe(true);
      }),
    );
  });

  it('is found nowhere in a text that shares nothing with it', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'abcdefgh'), maxLength: 60 });
    const digits = fc.string({ unit: fc.constantFrom(...'012345'), minLength: 8 });
    fc.assert(
      fc.property(letters, digits, (text, other) => {
        expect(equalsSecret(text, [other])).toBe(false);
      }),
    );
  });

  it('is not in a text that was redacted', () => {
    fc.assert(
      fc.property(fc.array(secret, { minLength: 1, maxLength: 4 }), around, around, (all, before, behind) => {
        const shown = redactor(all)(before + all.join(behind) + behind);
        const left = all.filter((each) => !'***'.includes(each.trim()) && shown.includes(each.trim()));
        expect(left).toEqual([]);
      }),
    );
  });
});

it('redacts each line of a secret, and nothing that is no secret', () => {
  const redact = redactor(secrets);
  expect(redact('#7 0.1 second line of a key, abc, tiny')).toBe('#7 0.1 ***, abc, ***');
  expect(redact('#8 DONE 0.1s')).toBe('#8 DONE 0.1s');
  expect(redactor(['prefix-a', 'prefix-a-longer'])('x prefix-a-longer')).toBe('x ***');
});

describe("docker's environment", () => {
  const kept = {
    PATH: '/bin',
    HOME: '/home/ann',
    HTTPS_PROXY: 'http://ann:hunter2-proxy@proxy:3128',
    no_proxy: 'localhost',
    DOCKER_HOST: 'unix:///run/docker.sock',
    DOCKER_CONTEXT: 'remote',
    DOCKER_CERT_PATH: '/certs',
    BUILDX_BUILDER: 'own',
    SSH_AUTH_SOCK: '/tmp/agent',
    AWS_SECRET_ACCESS_KEY: 'aws-secret',
    RUNNER_TRACKING_ID: 'github_0a1b',
    GITHUB_REPOSITORY: 'acme/shop',
  };
  const dropped = {
    'INPUT_BUILD-SECRETS': 'x',
    INPUT_VERSION: '1',
    ACTIONS_RUNTIME_TOKEN: 'x',
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x',
    ACTIONS_ID_TOKEN_REQUEST_URL: 'https://x',
    GITHUB_TOKEN: 'x',
    GH_TOKEN: 'x',
    GITHUB_OUTPUT: '/x',
    GITHUB_STATE: '/x',
    STATE_x: '/x',
    RELEASE_TOKEN: `ghs_${'a1'.repeat(18)}`,
    NPM_TOKEN: 'canary-value',
    NETRC: 'machine x password canary-value',
  };

  it('is all that the runner gives, without what this step must keep for itself', () => {
    const env = { ...kept, ...dropped, NOTHING: undefined };
    expect(dockerEnvironment(env, ['canary-value', 'bin', 'hunter2-proxy'])).toEqual(kept);
  });
});
