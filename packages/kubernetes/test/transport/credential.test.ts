import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OidcTokens } from '@workaday/core';
import { describe, expect, test } from 'vitest';
import { storedCredential } from '../../src/transport/credential/credential.ts';
import { githubCredential } from '../../src/transport/credential/github.ts';
import { unverifiedClaims } from '../../src/transport/credential/json-web-token.ts';
import { withoutTokens } from '../../src/transport/credential/without-tokens.ts';
import { nobody } from '../../src/transport/kubeconfig/access.ts';
import { folder, handClock, partsOf } from './credential-world.ts';
import { certificate } from './http2-server.ts';

describe('a stored credential', () => {
  test('is a token, a login or a certificate', async () => {
    const current = (user: object) => storedCredential({ ...nobody, ...user }).current();
    expect((await current({ token: 't' })).authorization).toBe('Bearer t');
    expect((await current({ basic: { username: 'ann', password: 'pw' } })).authorization).toBe(
      'Basic YW5uOnB3',
    );
    expect(await current({ certificate })).toEqual({ authorization: undefined, certificate });
  });

  test('of a file is read anew, because it rotates', async () => {
    const tokenFile = join(folder(), 'token');
    writeFileSync(tokenFile, 'one\n');
    const credential = storedCredential({ ...nobody, token: 'old', tokenFile });
    const one = await credential.current();
    expect([one.authorization, await credential.renew(one)]).toEqual(['Bearer one', false]);
    writeFileSync(tokenFile, 'two\n');
    expect([await credential.renew(one), (await credential.current()).authorization]).toEqual([
      true,
      'Bearer two',
    ]);
    rmSync(tokenFile);
    expect((await partsOf(credential.current())).what).toContain('cannot be read on this runner (ENOENT)');
  });
});

describe('GitHub’s identity token', () => {
  const jwt = (claims: object) => `eyJh.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;

  test('is asked for anew a minute before it ends, whatever the runner’s clock says', async () => {
    const clock = handClock();
    const asked: string[] = [];
    const tokens: OidcTokens = {
      available: true,
      request: async (audience) => {
        asked.push(audience);
        return jwt({ iat: 1000, exp: 1300, sub: `repo:a/b:${asked.length}` });
      },
    };
    const credential = githubCredential(tokens, 'https://prod', clock);
    const first = await credential.current();
    clock.at(239);
    expect(await credential.current()).toBe(first);
    clock.at(241);
    expect(await credential.current()).not.toBe(first);
    expect(asked).toEqual(['https://prod', 'https://prod']);
    expect(credential.refusal().why).toContain('repo:a/b:2');
  });

  test('without the permission: said which', async () => {
    const request = () => Promise.reject(new Error('never asked'));
    for (const tokens of [undefined, { available: false, request }]) {
      const parts = await partsOf(githubCredential(tokens, 'a', handClock()).current());
      expect([parts.reason, `${parts.why} ${parts.next}`]).toEqual([
        'unauthorized',
        expect.stringMatching(/id-token: write[\s\S]*id-token: write/),
      ]);
    }
  });

  test('that GitHub does not give: said', async () => {
    const request = () => Promise.reject(new Error('HTTP 503'));
    const parts = await partsOf(githubCredential({ available: true, request }, 'a', handClock()).current());
    expect(parts.what).toContain('HTTP 503');
  });

  test('its refusal shows claims, never the signature', () => {
    expect(unverifiedClaims(jwt({ sub: 'x' }))).toEqual({ sub: 'x' });
    for (const other of ['opaque', 'a.b', 'a.b.c', 'a.W10.c'])
      expect(unverifiedClaims(other)).toBeUndefined();
  });
});

test.each([
  ['got eyJhbGciOi.eyJzdWIi.c2lnbmF0dXJl back', 'got *** back'],
  ['Authorization: Bearer abcdefgh12345', 'Authorization: Bearer ***'],
  ['{"access_token": "abcdef"}', '{"access_token": "***"}'],
  ['https://ann:hunter2@proxy.example', 'https://***@proxy.example'],
  ['-----BEGIN PRIVATE KEY-----\nAAA\n-----END PRIVATE KEY-----', '***'],
  ['no such profile: prod', 'no such profile: prod'],
])('what a plugin says is shown without tokens: %s', (text, expected) => {
  expect(withoutTokens(text)).toBe(expected);
});
