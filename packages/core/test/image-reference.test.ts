import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLoopbackHost, parseImageReference, repositoryOf } from '../src/image-reference.ts';

const digest = `sha256:${'a1'.repeat(32)}`;

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
    ['c'.repeat(64).replaceAll('c', 'a'), 'library/'],
    [`a.b/${'x'.repeat(255)}`, 'longer than 255'],
  ])('%j', (text, why) => {
    const parsed = parseImageReference(text);
    if (text.length === 64) expect(parsed).toMatchObject({ path: expect.stringContaining(why) });
    else expect(parsed).toMatchObject({ problem: expect.stringContaining(why) });
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

describe('isLoopbackHost', () => {
  it.each(['localhost', 'localhost:5000', '127.0.0.1', '127.1.2.3:80', '[::1]:5000'])('%s is', (host) =>
    expect(isLoopbackHost(host)).toBe(true),
  );
  it.each(['ghcr.io', 'localhost.evil.example', '128.0.0.1', '127.0.0.1.evil.example', 'localhost:x'])(
    '%s is not',
    (host) => expect(isLoopbackHost(host)).toBe(false),
  );
});
