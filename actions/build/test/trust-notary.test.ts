import { createHmac, createSign, generateKeyPairSync } from 'node:crypto';
import type { Http, OidcTokens } from '@workaday/core';
import { nodeSha256 } from '@workaday/core/node';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Expectation, type NotaryRun, notary } from '../src/trust/notary.ts';
import { type BuildRecord, recordAudience, type SealedRecord } from '../src/trust/record.ts';
import { type GithubSigns, githubSigns, issuedAt } from './support/github-signs.ts';
import { cacheRecord, fields, reproducibleRecord, sourceRecord } from './support/records.ts';

let github: GithubSigns;
beforeAll(async () => {
  github = await githubSigns();
});

const main: NotaryRun = {
  context: {
    repository: 'acme/shop',
    repositoryId: '74',
    ref: 'refs/heads/main',
    workflowRef: 'acme/shop/.github/workflows/ship.yml@refs/heads/main',
    serverUrl: 'https://github.com',
  },
  rule: { defaultBranch: 'main', trustedRefs: [] },
  mode: 'signed',
};
const cannotAsk: OidcTokens = { available: false, request: () => Promise.reject(new Error('never asked')) };

interface Office {
  run?: Partial<NotaryRun>;
  context?: Partial<NotaryRun['context']>;
  oidc?: OidcTokens;
  http?: Http;
  now?: number;
}
const lines: string[] = [];
function office({ run, context, oidc = cannotAsk, http = github.http, now = issuedAt + 3600 }: Office = {}) {
  lines.length = 0;
  return notary(
    { ...main, ...run, context: { ...main.context, ...context } },
    {
      http,
      oidc,
      sha256: nodeSha256,
      clock: { now: () => now * 1000, wait: async () => {} },
      log: { line: (text) => void lines.push(text), group: (_, work) => work() },
    },
  );
}
const expectation = ({ kind, repository, subject }: BuildRecord): Expectation => ({
  kind,
  repository,
  subject,
});
const signed = async (
  claims: Record<string, unknown> = {},
  record = sourceRecord,
): Promise<SealedRecord> => ({
  record,
  token: await github.token({ aud: recordAudience(record, nodeSha256), ...claims }),
});
const refused = (why: string) => ({ accepted: false, why: expect.stringContaining(why) });

describe('a record with its signature', () => {
  it('is what seal makes, and is accepted at the time that GitHub told', async () => {
    const sealed = await office({ oidc: github.tokens() }).seal(sourceRecord);
    expect(sealed.token?.split('.')).toHaveLength(3);
    expect(await office().accept(sealed, expectation(sourceRecord))).toEqual({
      accepted: true,
      signed: true,
      builtAt: issuedAt * 1000,
    });
  });

  it.each<[string, Record<string, unknown>, Office]>([
    ['long after the token expired', {}, { now: issuedAt + 30 * 86_400 }],
    ['by a clock that is a little late', {}, { now: issuedAt - 299 }],
    ['with its audience in a list', { aud: [recordAudience(sourceRecord, nodeSha256)] }, {}],
    ['by a dispatch', { event_name: 'workflow_dispatch' }, {}],
    ['by a schedule', { event_name: 'schedule' }, {}],
    ['after the repository got another name', { repository: 'acme/old' }, {}],
    [
      'by name, where the server tells no number',
      { repository: 'Acme/Shop' },
      { context: { repositoryId: '' } },
    ],
    [
      'by a pull request, which may read',
      {},
      {
        context: {
          ref: 'refs/pull/1/merge',
          workflowRef: 'acme/shop/.github/workflows/ship.yml@refs/pull/1/merge',
        },
      },
    ],
  ])('is accepted %s', async (_, claims, given) => {
    expect(await office(given).accept(await signed(claims), expectation(sourceRecord))).toMatchObject({
      accepted: true,
      signed: true,
    });
  });

  it.each<[string, Record<string, unknown>, string, Office?]>([
    ['of another repository', { repository: 'evil/shop', repository_id: '75' }, 'another repository'],
    ['of a repository that took the name', { repository_id: '75' }, 'another repository'],
    ['of a repository without number', { repository_id: undefined }, 'another repository'],
    ['of a number that is no text', { repository_id: 74 }, 'lacks what GitHub says'],
    [
      'of another name, where the server tells no number',
      { repository: 'evil/shop' },
      'another repository',
      { context: { repositoryId: '' } },
    ],
    [
      "of a fork's pull request",
      { event_name: 'pull_request', ref: 'refs/pull/1/merge' },
      'anyone may propose',
    ],
    ['of pull_request_target', { event_name: 'pull_request_target' }, 'what others wrote'],
    ['of issue_comment', { event_name: 'issue_comment' }, 'what others wrote'],
    ['of workflow_run', { event_name: 'workflow_run' }, 'what others wrote'],
    ['of a push of refs/pull', { ref: 'refs/pull/1/merge' }, 'neither the default branch'],
    ['of a tag', { ref: 'refs/tags/main' }, 'neither the default branch'],
    ['of another branch', { ref: 'refs/heads/feature' }, 'neither the default branch'],
    [
      'of another workflow',
      { workflow_ref: 'acme/shop/.github/workflows/evil.yml@refs/heads/main' },
      'of the workflow',
    ],
    [
      'of the workflow of another repository',
      { workflow_ref: 'evil/shop/.github/workflows/ship.yml@refs/heads/main' },
      'of the workflow',
    ],
    [
      'of the workflow at another ref',
      { workflow_ref: 'acme/shop/.github/workflows/ship.yml@refs/heads/x' },
      'of the workflow',
    ],
    [
      'of a workflow whose name goes on',
      { workflow_ref: 'acme/shop/.github/workflows/ship.yml@x.yml@refs/heads/main' },
      'of the workflow',
    ],
    ['for a run of no known workflow', {}, 'none that is known', { context: { workflowRef: '' } }],
    [
      'for a run of no known workflow, of one that is called so',
      { workflow_ref: 'undefined@refs/heads/main' },
      'none that is known',
      { context: { workflowRef: '' } },
    ],
    ['of another commit', { sha: 'b'.repeat(40) }, 'another commit or ref'],
    ['of another audience', { aud: 'workaday-build/v1:x' }, 'signs something else'],
    ['of the default audience', { aud: 'https://github.com/acme' }, 'signs something else'],
    ['of two audiences', { aud: [recordAudience(sourceRecord, nodeSha256), 'x'] }, 'signs something else'],
    ['of no audience', { aud: [] }, 'signs something else'],
    ['of another issuer', { iss: 'https://token.actions.example.com' }, 'was issued by'],
    [
      'of an issuer that goes on',
      { iss: 'https://token.actions.githubusercontent.com/acme' },
      'was issued by',
    ],
    ['of the future', { iat: issuedAt + 7200 }, 'in the future'],
    ['of no time', { iat: undefined }, 'lacks what GitHub says'],
    ['of a time that is no number', { iat: '1' }, 'lacks what GitHub says'],
    ['of half a second', { iat: 0.5 }, 'lacks what GitHub says'],
    ['of no event', { event_name: undefined }, 'lacks what GitHub says'],
  ])('is refused: one %s', async (_, claims, why, given = {}) => {
    for (const mode of ['signed', 'auto'] as const) {
      const judged = office({ ...given, run: { mode } }).accept(
        await signed(claims),
        expectation(sourceRecord),
      );
      expect(await judged).toEqual(refused(why));
    }
  });

  it.each(fields)('is refused with another %s', async (field) => {
    const { token } = await signed();
    const last = sourceRecord[field].slice(-1);
    const other = { ...sourceRecord, [field]: sourceRecord[field].slice(0, -1) + (last === '0' ? '1' : '0') };
    // The looker may expect just what was forged.
    for (const expected of [sourceRecord, other])
      expect(await office().accept({ record: other, token }, expectation(expected))).toMatchObject({
        accepted: false,
      });
  });

  it.each([
    [sourceRecord, { epoch: 0 }],
    [reproducibleRecord, { epoch: 1_795_000_001 }],
    [reproducibleRecord, { epoch: undefined }],
  ])('is refused with another time of its files', async (record, change) => {
    const { token } = await signed({}, record);
    const other = { ...record, ...change };
    expect(await office().accept({ record, token }, expectation(record))).toMatchObject({ signed: true });
    expect(await office().accept({ record: other, token }, expectation(other))).toEqual(
      refused('signs something else'),
    );
  });

  it('is refused with anything else in any field', async () => {
    const { token } = await signed();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...fields), fc.string(), async (field, text) => {
        fc.pre(text !== sourceRecord[field]);
        const record = { ...sourceRecord, [field]: text } as BuildRecord;
        expect(await office().accept({ record, token }, expectation(record))).toEqual(
          refused('signs something else'),
        );
      }),
    );
  });

  it('is refused for another purpose than it was looked up for', async () => {
    const sealed = await signed();
    const all = expectation(sourceRecord);
    for (const expected of [
      expectation(cacheRecord),
      { ...all, kind: 'cache' as const },
      { ...all, repository: 'ghcr.io/acme/api' },
      { ...all, subject: `sha256:${'6'.repeat(64)}` },
    ])
      expect(await office().accept(sealed, expected)).toEqual(refused('something else'));
  });

  it('is refused when the run was of another ref than it says', async () => {
    const record = { ...sourceRecord, ref: 'refs/heads/release/1' };
    expect(await office().accept(await signed({}, record), expectation(record))).toEqual(
      refused('another commit or ref'),
    );
  });

  it('is of a branch that trusted-refs names', async () => {
    const record = { ...sourceRecord, ref: 'refs/heads/release/1' };
    const claims = {
      ref: record.ref,
      workflow_ref: `acme/shop/.github/workflows/ship.yml@${record.ref}`,
    };
    const sealed = await signed(claims, record);
    const rule = { defaultBranch: 'main', trustedRefs: ['release/*'] };
    expect(await office({ run: { rule } }).accept(sealed, expectation(record))).toMatchObject({
      signed: true,
    });
    expect(await office().accept(sealed, expectation(record))).toEqual(refused('neither the default branch'));
  });
});

describe('a signature that GitHub did not make', () => {
  const part = (content: unknown) => Buffer.from(JSON.stringify(content)).toString('base64url');
  const forge = async (change: (parts: { payload: string; token: string; pem: string }) => string) => {
    const token = (await signed()).token ?? '';
    const pem = JSON.stringify(github.key);
    return change({ token, payload: token.split('.')[1] ?? '', pem });
  };
  const otherKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const signWith = (header: string, payload: string) =>
    createSign('sha256').update(`${header}.${payload}`).sign(otherKey).toString('base64url');

  it.each<[string, (parts: { payload: string; token: string; pem: string }) => string, string]>([
    ['is none', ({ payload }) => `${part({ alg: 'none' })}.${payload}.`, 'no token'],
    [
      'says none, with something in its place',
      ({ payload }) => `${part({ alg: 'none' })}.${payload}.AAAA`,
      'alg',
    ],
    [
      'is an HMAC under the public key',
      ({ payload, pem }) => {
        const header = part({ alg: 'HS256', kid: 'key-1' });
        return `${header}.${payload}.${createHmac('sha256', pem).update(`${header}.${payload}`).digest('base64url')}`;
      },
      'alg',
    ],
    ['is RS512', ({ payload }) => `${part({ alg: 'RS512', kid: 'key-1' })}.${payload}.AAAA`, 'alg'],
    [
      'is of another key',
      ({ payload }) => {
        const header = part({ alg: 'RS256', kid: 'key-1' });
        return `${header}.${payload}.${signWith(header, payload)}`;
      },
      'verification failed',
    ],
    [
      'brings its own key',
      ({ payload }) => {
        const jwk = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' });
        const header = part({ alg: 'RS256', kid: 'key-1', jwk, jku: 'https://evil.example/jwks' });
        return `${header}.${payload}.${signWith(header, payload)}`;
      },
      'verification failed',
    ],
    [
      'knows a critical extension',
      ({ payload }) => `${part({ alg: 'RS256', kid: 'key-1', crit: ['x'], x: 1 })}.${payload}.AAAA`,
      'GitHub',
    ],
    ['has lost its payload', ({ token }) => token.replace(/\..*\./, '..'), 'no token'],
    [
      'has another payload',
      ({ token }) => token.replace(/\.[^.]*\./, `.${part({ aud: 'x' })}.`),
      'verification failed',
    ],
    ['is cut', ({ token }) => token.slice(0, -8), 'verification failed'],
    ['is two', ({ token }) => `${token}.${token.split('.')[2]}`, 'no token'],
    [
      'is two, in the long form',
      ({ token, payload }) => {
        const [head, , signature] = token.split('.');
        return JSON.stringify({
          payload,
          signatures: [
            { protected: head, signature },
            { protected: head, signature },
          ],
        });
      },
      'no token',
    ],
    ['is encrypted', ({ token }) => `${token}.a.b`, 'no token'],
    ['is empty', () => '', 'no token'],
    ['is a text', () => 'trust me', 'no token'],
  ])('%s', async (_, change, why) => {
    const sealed = { record: sourceRecord, token: await forge(change) };
    for (const mode of ['signed', 'auto'] as const)
      expect(await office({ run: { mode } }).accept(sealed, expectation(sourceRecord))).toMatchObject({
        accepted: false,
        why: expect.stringMatching(new RegExp(why, 'i')),
      });
  });
});

describe('a signature that nobody can check', () => {
  const answer = (status: number, body: string) => async () => ({
    status,
    headers: {},
    body: new TextEncoder().encode(body),
  });
  const reset: Http = () => Promise.reject(new Error('connection reset'));

  it.each<[string, () => Office, string]>([
    ['because GitHub is not reached', () => ({ http: reset }), 'does not answer: connection reset'],
    ['because GitHub answers 404', () => ({ http: answer(404, '') }), 'HTTP 404'],
    ['because GitHub answers 503', () => ({ http: answer(503, '') }), 'HTTP 503'],
    ['because the keys are no JSON', () => ({ http: answer(200, '<html>') }), 'cannot be read'],
    ['because the keys are none', () => ({ http: answer(200, '{}') }), 'cannot be read'],
    ['because the key is gone', () => ({ http: answer(200, '{"keys":[]}') }), 'or no longer'],
    [
      'because another key is there',
      () => ({ http: answer(200, JSON.stringify({ keys: [{ ...github.key, kid: 'key-2' }] })) }),
      'or no longer',
    ],
    [
      'because the key is broken',
      () => ({ http: answer(200, JSON.stringify({ keys: [{ ...github.key, n: 'AA' }] })) }),
      "GitHub's",
    ],
    [
      'because anyone could answer',
      () => ({ context: { serverUrl: 'http://github.corp.example' } }),
      'no HTTPS address',
    ],
  ])('counts as none %s', async (_, given, why) => {
    const sealed = await signed();
    const all = expectation(sourceRecord);
    expect(await office(given()).accept(sealed, all)).toEqual(refused(why));
    const asking = { ...given(), oidc: github.tokens(), run: { mode: 'auto' as const } };
    expect(await office(asking).accept(sealed, all)).toEqual(refused(why));
  });

  it('leaves the word of the record, in a job that could sign nothing either', async () => {
    const judged = office({ http: reset, run: { mode: 'auto' } }).accept(
      await signed(),
      expectation(sourceRecord),
    );
    expect(await judged).toEqual({ accepted: true, signed: false, builtAt: 1_795_435_190_000 });
  });
});

describe('a record without signature', () => {
  const unsigned = (change: Partial<BuildRecord> = {}) => ({
    record: { ...sourceRecord, ...change },
    token: undefined,
  });
  const auto = { run: { mode: 'auto' as const } };

  it('is taken by its word where this job could not sign either, and only there', async () => {
    const all = expectation(sourceRecord);
    expect(await office(auto).accept(unsigned(), all)).toEqual({
      accepted: true,
      signed: false,
      builtAt: 1_795_435_190_000,
    });
    expect(await office().accept(unsigned(), all)).toEqual(refused('not signed'));
    expect(await office({ ...auto, oidc: github.tokens() }).accept(unsigned(), all)).toEqual(
      refused('not signed'),
    );
  });

  it.each<[string, Partial<BuildRecord>, string]>([
    ['says that it is of a pull request', { ref: 'refs/pull/1/merge' }, 'neither the default branch'],
    ['says that it is of a branch', { ref: 'refs/heads/feature' }, 'neither the default branch'],
    ['says that it is of the future', { builtAt: '2027-01-01T00:00:00Z' }, 'in the future'],
    ['is of something else', { repository: 'ghcr.io/acme/api' }, 'something else'],
  ])('is refused when it %s', async (_, change, why) => {
    expect(await office(auto).accept(unsigned(change), expectation(sourceRecord))).toEqual(refused(why));
  });
});

describe('sealing', () => {
  it('asks for a token whose audience is the record', async () => {
    const asked: string[] = [];
    const oidc = {
      available: true,
      request: async (audience: string) => {
        asked.push(audience);
        return 'a.b.c';
      },
    };
    expect(await office({ oidc }).seal(sourceRecord)).toEqual({ record: sourceRecord, token: 'a.b.c' });
    expect(asked).toEqual([recordAudience(sourceRecord, nodeSha256)]);
  });

  it('leaves unsigned what cannot be signed, and says why when that is news', async () => {
    expect(await office().seal(sourceRecord)).toEqual({ record: sourceRecord, token: undefined });
    expect(lines).toEqual([]);
    const oidc = { available: true, request: () => Promise.reject(new Error('HTTP 500')) };
    expect(await office({ oidc }).seal(sourceRecord)).toEqual({ record: sourceRecord, token: undefined });
    expect(lines).toEqual(['the record of ghcr.io/acme/shop stays unsigned: HTTP 500']);
  });
});

describe("GitHub's keys", () => {
  it('are asked for once, and not before there is something to check', async () => {
    const own = await githubSigns();
    const counter = office({ http: own.http, run: { mode: 'auto' } });
    await counter.accept({ record: sourceRecord, token: undefined }, expectation(sourceRecord));
    await counter.accept({ record: sourceRecord, token: 'nonsense' }, expectation(sourceRecord));
    await counter.accept(await signed(), expectation(cacheRecord));
    expect(own.asked).toEqual([]);
    const sealed = await signed();
    await Promise.all([1, 2, 3].map(() => counter.accept(sealed, expectation(sourceRecord))));
    expect(own.asked).toEqual(['https://token.actions.githubusercontent.com/.well-known/jwks']);
  });

  it.each([
    ['https://github.com', 'https://token.actions.githubusercontent.com'],
    ['https://acme.ghe.com', 'https://token.actions.acme.ghe.com'],
    ['https://github.acme.example', 'https://github.acme.example/_services/token'],
    ['https://github.com.acme.example/', 'https://github.com.acme.example/_services/token'],
    ['http://127.0.0.1:4000', 'http://127.0.0.1:4000/_services/token'],
  ])('of %s are those of %s', async (serverUrl, issuer) => {
    const own = await githubSigns(serverUrl);
    expect(own.issuer).toBe(issuer);
    const token = await own.token({ aud: recordAudience(sourceRecord, nodeSha256) });
    const judged = office({ http: own.http, context: { serverUrl } }).accept(
      { record: sourceRecord, token },
      expectation(sourceRecord),
    );
    expect(await judged).toMatchObject({ accepted: true, signed: true });
    expect(own.asked).toEqual([`${issuer}/.well-known/jwks`]);
  });
});
