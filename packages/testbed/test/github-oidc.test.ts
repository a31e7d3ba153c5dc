import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerOidc, isOidcRequest } from '../src/github/oidc-http.ts';
import { OidcProvider } from '../src/github/oidc-provider.ts';
import { type Identity, idTokenClaims, jobWorkflow } from '../src/runner/id-token-claims.ts';
import { JobTokens } from '../src/runner/job-tokens.ts';
import type { RunRecord } from '../src/runner/run-record.ts';
import { type Fixture, startStandIn } from './github-fixture.ts';

const server = 'http://127.0.0.1:4000';
const sha = 'c0ffee'.padEnd(40, '0');
const run = {
  id: 7,
  number: 3,
  attempt: 2,
  repository: 'acme/web',
  workflow: 'ship',
  path: '.github/workflows/ship.yml',
  event: 'push',
  ref: 'refs/heads/main',
  sha,
  actor: 'ada',
} as RunRecord;
const identity: Identity = {
  run,
  payload: {},
  repositoryId: 74,
  ownerId: 65,
  actorId: 12,
  environment: undefined,
  jobWorkflow: { ref: 'your-org/workaday/.github/workflows/ship.yml@refs/tags/v1', sha: 'd'.repeat(40) },
};

describe('what an identity token says', () => {
  it('is what GitHub documents', () => {
    expect(idTokenClaims(identity)).toEqual({
      sub: 'repo:acme/web:ref:refs/heads/main',
      repository: 'acme/web',
      repository_id: '74',
      repository_owner: 'acme',
      repository_owner_id: '65',
      repository_visibility: 'private',
      ref: 'refs/heads/main',
      ref_type: 'branch',
      ref_protected: 'false',
      sha,
      head_ref: '',
      base_ref: '',
      event_name: 'push',
      workflow: 'ship',
      workflow_ref: 'acme/web/.github/workflows/ship.yml@refs/heads/main',
      workflow_sha: sha,
      job_workflow_ref: 'your-org/workaday/.github/workflows/ship.yml@refs/tags/v1',
      job_workflow_sha: 'd'.repeat(40),
      run_id: '7',
      run_number: '3',
      run_attempt: '2',
      actor: 'ada',
      actor_id: '12',
      runner_environment: 'self-hosted',
    });
  });

  it.each<[string, Partial<Identity>, Record<string, string>]>([
    [
      'a tag',
      { run: { ...run, ref: 'refs/tags/v1.0.0' } },
      { sub: 'repo:acme/web:ref:refs/tags/v1.0.0', ref_type: 'tag' },
    ],
    [
      'an environment',
      { environment: 'production:eu' },
      { sub: 'repo:acme/web:environment:production%3Aeu', environment: 'production:eu' },
    ],
    [
      'a pull request',
      {
        run: { ...run, event: 'pull_request', ref: 'refs/pull/5/merge' },
        payload: { pull_request: { head: { ref: 'feature' }, base: { ref: 'main' } } },
      },
      {
        sub: 'repo:acme/web:pull_request',
        ref: 'refs/pull/5/merge',
        ref_type: 'branch',
        head_ref: 'feature',
        base_ref: 'main',
        workflow_ref: 'acme/web/.github/workflows/ship.yml@refs/pull/5/merge',
      },
    ],
  ])('tells %s', (_name, change, expected) => {
    expect(idTokenClaims({ ...identity, ...change })).toMatchObject(expected);
  });

  it.each([
    ['its own file', 'acme/web', sha, 'refs/heads/main', sha],
    ['a called file by its tag', 'your-org/workaday', 'v1', 'refs/tags/v1', 'd'.repeat(40)],
  ])('names %s with the full ref', (_name, repository, ref, fullRef, expected) => {
    const path = '.github/workflows/x.yml';
    const called = { origin: { repository, ref }, sha: 'd'.repeat(40), fullRef: `refs/tags/${ref}` };
    expect(
      jobWorkflow(run, { repository, path, ref }, { repositories: { [`${repository}@${ref}`]: called } }),
    ).toEqual({ ref: `${repository}/${path}@${fullRef}`, sha: expected });
  });
});

describe('the OIDC provider', () => {
  let dir: string;
  let provider: OidcProvider;
  const tokens = new JobTokens();
  let bearer: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'workaday-oidc-'));
    provider = new OidcProvider(server, dir);
    bearer = tokens.issueRequest('1', 'a', idTokenClaims(identity));
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  const ask = (path: string, authorization?: string) =>
    answerOidc(provider, (token) => tokens.claims(token), {
      url: new URL(path, server),
      authorization,
      now: 1_000_500,
    });
  const decoded = (token: string) =>
    token
      .split('.')
      .slice(0, 2)
      .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8')));
  const isGenuine = (token: string, keys: JsonWebKey[]) => {
    const [header = '', payload = '', signature = ''] = token.split('.');
    const key = createPublicKey({ key: keys[0] as JsonWebKey, format: 'jwk' });
    const signed = Buffer.from(`${header}.${payload}`);
    return verify('sha256', signed, key, Buffer.from(signature, 'base64url'));
  };

  it('signs for an audience, as its public keys prove', () => {
    const { status, body } = ask('/_services/idtoken?api-version=2.0&audience=a%2Fb%3Ac', `bearer ${bearer}`);
    expect(status).toBe(200);
    const { value } = body as { value: string };
    const [header, payload] = decoded(value);
    const { keys } = ask('/_services/token/.well-known/jwks').body as { keys: JsonWebKey[] };
    expect(header).toEqual({ typ: 'JWT', alg: 'RS256', kid: keys[0]?.['kid'] });
    expect(payload).toMatchObject({
      ...idTokenClaims(identity),
      aud: 'a/b:c',
      iss: `${server}/_services/token`,
    });
    expect(payload).toMatchObject({
      nbf: 400,
      iat: 1000,
      exp: 1300,
      jti: expect.stringMatching(/^[\w-]{36}$/),
    });
    expect(isGenuine(value, keys)).toBe(true);
    expect(isGenuine(value.replace(/\.[^.]*\./, '.e30.'), keys)).toBe(false);
    expect(Object.keys(keys[0] ?? {}).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });

  it('signs for the owner when nobody is named', () => {
    const { body } = ask('/_services/idtoken?api-version=2.0', `Bearer ${bearer}`);
    expect(decoded((body as { value: string }).value)[1].aud).toBe(`${server}/acme`);
  });

  it('keeps its key, and to itself', () => {
    const again = new OidcProvider(server, dir);
    expect(again.keys()).toEqual(provider.keys());
    expect(statSync(join(dir, 'oidc-key.pem')).mode & 0o777).toBe(0o600);
  });

  it('says where its keys are', () => {
    expect(ask('/_services/token/.well-known/openid-configuration').body).toMatchObject({
      issuer: `${server}/_services/token`,
      jwks_uri: `${server}/_services/token/.well-known/jwks`,
      id_token_signing_alg_values_supported: ['RS256'],
    });
    expect(ask('/_services/token/other').status).toBe(404);
    expect(isOidcRequest('/acme/web/info/refs')).toBe(false);
  });

  it('signs for jobs that may ask, while they run', () => {
    const ordinary = tokens.issue('1', 'acme/web', 'a', { 'id-token': 'write' });
    expect(tokens.caller(bearer)).toBeUndefined();
    const status = (authorization?: string) => ask('/_services/idtoken?audience=x', authorization).status;
    expect([status(`bearer ${bearer}`), status(`bearer ${ordinary}`), status('bearer x'), status()]).toEqual([
      200, 401, 401, 401,
    ]);
    tokens.revoke('1', 'a');
    expect(status(`bearer ${bearer}`)).toBe(401);
  });
});

describe('the stand-in', () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await startStandIn();
  });
  afterAll(() => fixture.stop());

  it('serves its keys to anybody, and tokens to nobody without a job', async () => {
    const { serverUrl } = fixture.addresses;
    const { token } = await fixture.admin.createUser('ada');
    const get = (path: string, headers = {}) => fetch(serverUrl + path, { headers });
    const configuration = await get('/_services/token/.well-known/openid-configuration');
    const { jwks_uri } = (await configuration.json()) as { jwks_uri: string };
    expect(await (await fetch(jwks_uri)).json()).toMatchObject({ keys: [{ kty: 'RSA', alg: 'RS256' }] });
    for (const headers of [{}, { authorization: `Bearer ${token}` }])
      expect((await get('/_services/idtoken?audience=x', headers)).status).toBe(401);
  });
});
