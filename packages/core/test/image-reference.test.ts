import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLoopbackHost, lowerCaseName, parseImageReference, repositoryOf } from '../src/image-reference.ts';

const digest = `sha256:${'a1'.repeat(32)}`;
const sha512 = `sha512:${'f'.repeat(128)}`;
const identifier = '1a3f5e7d9c1b3a5f7e9d1c3b5a7f9e1d3c5b7a9f1e3d5d7c9b1a3f5e7d9c1b3a';

// Cases after the grammar and the tests of github.com/distribution/reference.
describe('parseImageReference accepts', () => {
  it.each([
    ['web', 'docker.io', 'library/web', undefined, undefined],
    ['web:1.2', 'docker.io', 'library/web', '1.2', undefined],
    ['docker.io/web', 'docker.io', 'library/web', undefined, undefined],
    ['octo/web', 'docker.io', 'octo/web', undefined, undefined],
    ['ghcr.io/octo/web', 'ghcr.io', 'octo/web', undefined, undefined],
    ['ghcr.io/octo/web:V1_a.b-c', 'ghcr.io', 'octo/web', 'V1_a.b-c', undefined],
    [`ghcr.io/octo/web@${digest}`, 'ghcr.io', 'octo/web', undefined, digest],
    [`ghcr.io/octo/web:1@${digest}`, 'ghcr.io', 'octo/web', '1', digest],
    ['localhost/web', 'localhost', 'web', undefined, undefined],
    ['localhost:5000/web', 'localhost:5000', 'web', undefined, undefined],
    ['127.0.0.1:5000/a/b/c', '127.0.0.1:5000', 'a/b/c', undefined, undefined],
    ['[::1]:5000/web', '[::1]:5000', 'web', undefined, undefined],
    ['Registry/web', 'Registry', 'web', undefined, undefined],
    ['GHCR.io/octo/web:V1', 'ghcr.io', 'octo/web', 'V1', undefined],
    ['Registry:5000/web', 'registry:5000', 'web', undefined, undefined],
    ['LOCALHOST/web', 'localhost', 'web', undefined, undefined],
    ['index.docker.io/web', 'docker.io', 'library/web', undefined, undefined],
    ['Docker.io/octo/web', 'docker.io', 'octo/web', undefined, undefined],
    ['test.com:5000', 'docker.io', 'library/test.com', '5000', undefined],
    ['test_com/foo', 'docker.io', 'test_com/foo', undefined, undefined],
    ['test:5000/repo:5050', 'test:5000', 'repo', '5050', undefined],
    ['192.168.1.1:5000', 'docker.io', 'library/192.168.1.1', '5000', undefined],
    ['192.168.0.1:8/debian', '192.168.0.1:8', 'debian', undefined, undefined],
    ['lowercase:Uppercase', 'docker.io', 'library/lowercase', 'Uppercase', undefined],
    ['foo/foo_bar.com:8080', 'docker.io', 'foo/foo_bar.com', '8080', undefined],
    ['[2001:db8::1]/repo', '[2001:db8::1]', 'repo', undefined, undefined],
    [`[2001:DB8::]:5000/repo:tag@${digest}`, '[2001:db8::]:5000', 'repo', 'tag', digest],
    [`xn--7o8h.com/web:xn--7o8h.com@${sha512}`, 'xn--7o8h.com', 'web', 'xn--7o8h.com', sha512],
    [`docker.io/${identifier}`, 'docker.io', `library/${identifier}`, undefined, undefined],
    [`${identifier}:1`, 'docker.io', `library/${identifier}`, '1', undefined],
    [identifier.slice(1), 'docker.io', `library/${identifier.slice(1)}`, undefined, undefined],
    ['docker---rules/dock__er', 'docker.io', 'docker---rules/dock__er', undefined, undefined],
    [`a.b/web:${'t'.repeat(127)}`, 'a.b', 'web', 't'.repeat(127), undefined],
    [`a.b/${'x'.repeat(255)}:${'t'.repeat(128)}`, 'a.b', 'x'.repeat(255), 't'.repeat(128), undefined],
    ['xn--n3h.com/web', 'xn--n3h.com', 'web', undefined, undefined],
    [
      'a.b/foo_bar/foo__bar/foo--bar/foo.bar',
      'a.b',
      'foo_bar/foo__bar/foo--bar/foo.bar',
      undefined,
      undefined,
    ],
    [`a.b/web:${'t'.repeat(128)}`, 'a.b', 'web', 't'.repeat(128), undefined],
  ])('%s', (text, host, path, tag, found) => {
    expect(parseImageReference(text)).toEqual({ host, path, tag, digest: found });
  });
});

describe('parseImageReference refuses', () => {
  it.each([
    ['', 'not a repository name'],
    ['ghcr.io/Octo/Web', '"octo/web" would be'],
    ['Web', '"library/web" would be'],
    ['ghcr.io/octo/web:', 'tag "" is not valid'],
    ['ghcr.io/octo/web:-1', 'tag "-1" is not valid'],
    [`a.b/web:${'t'.repeat(129)}`, 'is not valid'],
    ['a.b/web@sha256:abc', 'after @'],
    [`a.b/web@${digest}@${digest}`, 'after @'],
    [`a.b/web@${digest.toUpperCase()}`, 'after @'],
    ['a.b/web@sha512:abc', 'after @'],
    ['a.b/web ', 'not a repository name'],
    ['a.b/-web', 'not a repository name'],
    ['a.b/web-', 'not a repository name'],
    ['a.b/we___b', 'not a repository name'],
    ['a.b/we..b', 'not a repository name'],
    ['a.b//web', 'not a repository name'],
    ['a.b/web/', 'not a repository name'],
    ['https://a.b/web', 'is not'],
    ['-a.b/web', 'not a registry host'],
    ['a..b/web', 'not a registry host'],
    ['a.b:port/web', 'not a registry host'],
    ['a.b/web\n', 'not a repository name'],
    ['a.b/$(id)', 'not a repository name'],
    [identifier, 'an image ID'],
    [`a.b/${'x'.repeat(256)}`, 'longer than 255'],
    [`${'a/'.repeat(124)}x`.padEnd(256, 'x'), 'longer than 255'],
    ['x'.repeat(255 - 'library/'.length + 1), 'longer than 255'],
    [':justtag', 'not a repository name'],
    [`@${digest}`, 'not a repository name'],
    ['repo@sha256:ffffffffffffffffffffffffffffffffff', 'after @'],
    [`validname@invaliddigest:${'f'.repeat(64)}`, 'after @'],
    [`a.b/web@sha512:${'f'.repeat(64)}`, 'after @'],
    [`a.b/web@sha256:${'f'.repeat(128)}`, 'after @'],
    [`a.b/web@${digest}:1`, 'after @'],
    ['Uppercase:tag', '"library/uppercase" would be'],
    ['test:5000/Uppercase/lowercase:tag', '"uppercase/lowercase" would be'],
    ['docker/Docker', '"docker/docker" would be'],
    ['aa/asdf$$^/aa', 'not a repository name'],
    ['[2001:db8::1]', 'is not'],
    ['[2001:db8::1]:5000', 'is not'],
    ['fc00::1:5000/debian', 'not a registry host'],
    ['[fe80::1%eth0]:5000/repo', 'not a registry host'],
    ['[fe80::1%@invalidzone]:5000/repo', 'after @'],
    ['[2001:db8:3:4::192.0.2.33]:5000/debian', 'not a registry host'],
    ['-docker.io/docker/docker', 'not a registry host'],
    ['docker///docker', 'not a repository name'],
    ['____/____', 'not a repository name'],
    ['_docker/_docker', 'not a repository name'],
    // distribution/reference itself answers a name without a host for these.
    ['index.docker.io_b/web', 'not a registry host'],
    ['dock_.er/docker', 'not a registry host'],
    ['dock-.er/docker', 'not a registry host'],
    ['docker-/docker', 'not a repository name'],
    ['docker/', 'not a repository name'],
  ])('%j', (text, why) => {
    expect(parseImageReference(text)).toMatchObject({ problem: expect.stringContaining(why) });
  });
});

describe('a reference', () => {
  const component = fc.stringMatching(/^[a-z0-9]{1,8}([._-][a-z0-9]{1,8})?$/);
  it('is read back from its parts', () => {
    const parts = fc.record({
      host: fc.constantFrom('ghcr.io', 'localhost:5000', 'registry.example.com:443'),
      names: fc.array(component, { minLength: 1, maxLength: 4 }),
      tag: fc.option(fc.stringMatching(/^\w[\w.-]{0,20}$/), { nil: undefined }),
      withDigest: fc.boolean(),
    });
    fc.assert(
      fc.property(parts, ({ host, names, tag, withDigest }) => {
        const path = names.join('/');
        const found = withDigest ? digest : undefined;
        const text = `${host}/${path}${tag === undefined ? '' : `:${tag}`}${withDigest ? `@${digest}` : ''}`;
        expect(parseImageReference(text)).toEqual({ host, path, tag, digest: found });
      }),
    );
  });

  it('answers every text without throwing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const parsed = parseImageReference(text);
        if ('problem' in parsed) expect(parsed.problem).not.toBe('');
        else expect(repositoryOf(parsed)).toBe(`${parsed.host}/${parsed.path}`);
      }),
    );
  });
});

describe('lowerCaseName', () => {
  it.each([
    ['ghcr.io/Octo-Org/Shop.Front', 'ghcr.io/octo-org/shop.front'],
    ['GHCR.IO/Octo/Web:V1', 'ghcr.io/octo/web:V1'],
    ['Octo/Web', 'octo/web'],
    ['Registry:5000/Web:RC', 'registry:5000/web:RC'],
    [`A.b/Web:RC@${digest}`, `a.b/web:RC@${digest}`],
    ['', ''],
  ])('%j is %j', (text, expected) => expect(lowerCaseName(text)).toBe(expected));

  it('leaves what is valid as it is, and is the same twice', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zA-Z.:/@[\]0-9-]{0,30}$/), (text) => {
        const lower = lowerCaseName(text);
        expect(lowerCaseName(lower)).toBe(lower);
        const parsed = parseImageReference(lower);
        if (!('problem' in parsed))
          expect(parseImageReference(repositoryOf(parsed))).toMatchObject({ path: parsed.path });
      }),
    );
  });
});

describe('isLoopbackHost', () => {
  it.each(['localhost', 'LocalHost:5000', 'localhost:5000', '127.0.0.1', '127.1.2.3:80', '[::1]:5000'])(
    '%s is',
    (host) => expect(isLoopbackHost(host)).toBe(true),
  );
  it.each(['ghcr.io', 'localhost.evil.example', '128.0.0.1', '127.0.0.1.evil.example', 'localhost:x'])(
    '%s is not',
    (host) => expect(isLoopbackHost(host)).toBe(false),
  );
});
