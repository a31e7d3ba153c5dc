import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeSha256 } from '../src/node/index.ts';
import { tagOfText } from '../src/tag-of-text.ts';

const tag = (text: string) => tagOfText(text, nodeSha256);
const valid = /^\w[\w.-]{0,127}$/;
const hashed = /-[0-9a-f]{12}$/;

describe('tagOfText', () => {
  it.each(['main', '1.5.0', '1.5.0-rc.1', '_x', 'Main', 'a'.repeat(128), '2026-11-23', 'feature-a', 'a--b'])(
    'keeps %s',
    (text) => expect(tag(text)).toBe(text),
  );

  it.each([
    ['#5-fix', /^5-fix-/],
    ['@acme/cli', /^acme-cli-/],
    ['ünïcode', /^unicode-/],
    ['feature/a', /^feature-a-/],
    ['1.0.0+b1', /^1\.0\.0-b1-/],
    ['', /^tag-/],
    ['...', /^tag-/],
    ['日本', /^tag-/],
    ['-rc', /^rc-/],
    ['rc/', /^rc-/],
    ['a'.repeat(140), /^a{115}-/],
    [`main-${'0'.repeat(12)}`, /^main-0{12}-/],
    ['MAIN-0123456789AB', /^MAIN-0123456789AB-/],
    [`workaday-source-${'a'.repeat(64)}`, /^workaday-source-a{64}-/],
  ])('makes a tag of %j', (text, start) => {
    expect(tag(text)).toMatch(start);
    expect(tag(text)).toMatch(hashed);
    expect(tag(text)).toMatch(valid);
  });

  it('gives nobody the tag of another: its own results are hashed again', () => {
    const made = tag('feature/a');
    expect(tag(made)).not.toBe(made);
    expect(tag(tag(made))).not.toBe(tag(made));
  });

  it('is valid and distinct for 100 000 random refs', () => {
    const refs = fc.sample(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.string({ unit: fc.constantFrom('a', 'A', '/', '-', '.', '_', '+', '0', 'ä', ' '), maxLength: 12 }),
        fc.stringMatching(/^[a-f0-9/-]{0,30}$/),
      ),
      { numRuns: 150_000, seed: 5 },
    );
    const texts = new Set([...new Set(refs)].slice(0, 100_000));
    const tags = new Set([...texts].map(tag));
    expect(texts.size).toBe(100_000);
    expect(tags.size).toBe(texts.size);
    expect([...tags].filter((each) => !valid.test(each))).toEqual([]);
  });

  it('keeps a text, or ends in its hash', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const hash = nodeSha256(text).slice('sha256:'.length, 'sha256:'.length + 12);
        expect(tag(text) === text ? !hashed.test(text) : tag(text).endsWith(`-${hash}`)).toBe(true);
      }),
    );
  });
});
