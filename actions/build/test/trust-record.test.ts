import { nodeSha256 } from '@workaday/core/node';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Manifest } from '../src/registry/registry.ts';
import { type BuildRecord, recordAudience, recordDigest, recordText } from '../src/trust/record.ts';
import { emptyBlob, emptyBytes, readArtifact, recordArtifact } from '../src/trust/record-artifact.ts';
import { builtAtOf, parseRecord } from '../src/trust/record-schema.ts';
import { recordTag } from '../src/trust/record-store.ts';
import { cacheRecord, fields, reproducibleRecord, sourceRecord } from './support/records.ts';

const manifestOf = (text: string, mediaType = 'application/vnd.oci.image.manifest.v1+json'): Manifest => ({
  digest: nodeSha256(text),
  mediaType,
  bytes: new TextEncoder().encode(text),
  content: JSON.parse(text),
});

describe('the text of a record', () => {
  it('is one, in whatever order it was written', () => {
    const turned = Object.fromEntries(Object.entries(sourceRecord).reverse()) as unknown as BuildRecord;
    expect(recordText(turned)).toBe(recordText(sourceRecord));
    expect(recordText(cacheRecord)).toBe(
      '{"builtAt":"2026-11-23T11:59:50.000Z","commit":"c0ffee0000000000000000000000000000000000",' +
        `"digest":"sha256:${'d'.repeat(64)}","kind":"cache","ref":"refs/heads/main",` +
        '"repository":"ghcr.io/acme/shop","revision":"beef000000000000000000000000000000000000",' +
        '"run":"https://github.com/acme/shop/actions/runs/7","subject":"main"}',
    );
  });

  it('is read back', () => {
    for (const record of [sourceRecord, reproducibleRecord, cacheRecord])
      expect(parseRecord(recordText(record))).toEqual({ record });
    expect(builtAtOf(sourceRecord)).toBe(1_795_435_190_000);
  });

  it.each(fields)('has another digest for another %s', (field) => {
    const other = { ...sourceRecord, [field]: `${sourceRecord[field]}0` };
    expect(recordDigest(other, nodeSha256)).not.toBe(recordDigest(sourceRecord, nodeSha256));
  });

  it('has a digest of its own, whatever is moved from one field to the next', () => {
    const texts = fc.record({ repository: fc.string(), subject: fc.string(), run: fc.string() });
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        const equal = JSON.stringify(a) === JSON.stringify(b);
        const digests = [a, b].map((part) => recordDigest({ ...sourceRecord, ...part }, nodeSha256));
        expect(digests[0] === digests[1]).toBe(equal);
      }),
    );
  });

  it('makes an audience that GitHub takes', () => {
    const audience = recordAudience(sourceRecord, nodeSha256);
    expect(audience).toMatch(/^workaday-build\/v1:sha256:[0-9a-f]{64}$/);
    expect(audience).not.toContain('github.com');
  });
});

describe('what is no record', () => {
  const changed = (change: Record<string, unknown>) =>
    JSON.stringify(
      Object.fromEntries(Object.entries({ ...sourceRecord, ...change }).sort(([a], [b]) => (a < b ? -1 : 1))),
    );
  const without = (field: string) =>
    JSON.stringify({ ...JSON.parse(recordText(sourceRecord)), [field]: undefined });

  it('could be told: the builder of the table below makes records', () => {
    expect(parseRecord(changed({}))).toEqual({ record: sourceRecord });
  });

  it.each<[string, string]>([
    ['nothing', ''],
    ['no JSON', '{'],
    ['null', 'null'],
    ['an array', '[]'],
    ['a text', '"x"'],
    ['an empty object', '{}'],
    ...fields.map((field): [string, string] => [`one without ${field}`, without(field)]),
    ...fields.map((field): [string, string] => [`a number as ${field}`, changed({ [field]: 1 })]),
    ...fields.map((field): [string, string] => [
      `a line break in ${field}`,
      changed({ [field]: `${sourceRecord[field]}\n` }),
    ]),
    ['another kind', changed({ kind: 'sbom' })],
    ['a source that is no key', changed({ subject: 'main' })],
    ['a short digest', changed({ digest: 'sha256:dd' })],
    ['upper-case hexadecimals', changed({ digest: `sha256:${'D'.repeat(64)}` })],
    ['another hash', changed({ digest: `sha512:${'d'.repeat(64)}` })],
    ['a short commit', changed({ commit: 'c0ffee0' })],
    ['a short ref', changed({ ref: 'main' })],
    ['a local time', changed({ builtAt: '2026-11-23T11:59:50' })],
    ['an impossible time', changed({ builtAt: '2026-13-41T25:61:61Z' })],
    ['a run that is a script', changed({ run: 'javascript:alert(1)' })],
    ['a run with a space', changed({ run: 'https://github.com/ x' })],
    ['an endless repository', changed({ repository: 'x'.repeat(600) })],
    ['a time of files in the past', changed({ epoch: -1 })],
    ['a time of files that is no number', changed({ epoch: '1' })],
    ['half a time of files', changed({ epoch: 0.5 })],
    ['no time of files, said aloud', changed({ epoch: null })],
    ['one more field', changed({ zzz: 'x' })],
    ['spaces', recordText(sourceRecord).replace('{', '{ ')],
    ['another order', JSON.stringify(sourceRecord)],
    ['a field twice', recordText(sourceRecord).replace('{', '{"kind":"source",')],
    ['a prototype', recordText(sourceRecord).replace('{', '{"__proto__":{"kind":"source"},')],
  ])('%s', (_, text) => {
    expect(parseRecord(text)).toEqual({ why: expect.stringMatching(/./) });
  });

  it('is never an exception', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(parseRecord(text)).toHaveProperty('why');
      }),
    );
  });
});

describe('the artifact of a record', () => {
  it.each([
    ['with a signature', { record: sourceRecord, token: 'a.b.c' }],
    ['without', { record: cacheRecord, token: undefined }],
  ])('is read back %s', (_, sealed) => {
    expect(readArtifact(manifestOf(recordArtifact(sealed)))).toEqual({ sealed });
  });

  it('points to the empty blob', () => {
    expect(emptyBlob).toMatchObject({ digest: nodeSha256(emptyBytes), size: emptyBytes.length });
  });

  const text = recordArtifact({ record: sourceRecord, token: 'a.b.c' });
  const replaced = (change: Record<string, unknown>) => JSON.stringify({ ...JSON.parse(text), ...change });
  it.each<[string, Manifest, string]>([
    ['an image', manifestOf(replaced({ artifactType: undefined })), 'no record of ours'],
    [
      'another artifact',
      manifestOf(replaced({ artifactType: 'application/vnd.workaday.record.v2+json' })),
      'no record of ours',
    ],
    ['an index', manifestOf(text, 'application/vnd.oci.image.index.v1+json'), 'no record of ours'],
    ['one without annotations', manifestOf(replaced({ annotations: undefined })), 'no record of ours'],
    ['annotations of null', manifestOf(replaced({ annotations: null })), 'no record of ours'],
    ['annotations without a record', manifestOf(replaced({ annotations: {} })), 'no record of ours'],
    [
      'a record that is no text',
      manifestOf(replaced({ annotations: { 'dev.workaday.record': sourceRecord } })),
      'no record of ours',
    ],
    [
      'a signature that is no text',
      manifestOf(
        replaced({
          annotations: { 'dev.workaday.record': recordText(sourceRecord), 'dev.workaday.signature': null },
        }),
      ),
      'no record of ours',
    ],
    ['hostile JSON', manifestOf(replaced({ annotations: { 'dev.workaday.record': '{"kind":' } })), 'no JSON'],
    ['a whole book', manifestOf(replaced({ more: 'x'.repeat(40_000) })), 'more than 32768 bytes'],
    ['a text', manifestOf('"x"'), 'no record of ours'],
    ['null', manifestOf('null'), 'no record of ours'],
  ])('is not %s', (_, manifest, why) => {
    expect(readArtifact(manifest)).toEqual({ why: expect.stringContaining(why) });
  });
});

describe('the tag of a record', () => {
  it('is that of its source key', () => {
    expect(recordTag('source', sourceRecord.subject, nodeSha256)).toBe(`workaday-source-${'5'.repeat(64)}`);
  });

  it('is one of a registry, and another for every branch', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const [first, second] = [a, b].map((branch) => recordTag('cache', branch, nodeSha256));
        expect(first).toMatch(/^workaday-cache[\w.-]{1,114}$/);
        expect(first === second).toBe(a === b);
      }),
    );
  });
});
