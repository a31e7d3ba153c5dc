import { withoutReleaseMark } from '@workaday/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longestBody } from '../src/fitted-notes.ts';
import type { Happening } from '../src/issue-text.ts';
import { type BadEnding, marked, markedName, markOf, plainName } from '../src/release-mark.ts';
import { ended, happening } from './support/happening.ts';

const states: BadEnding[] = [
  'rolled-back',
  'rollback-failed',
  'failed',
  'refused',
  'superseded',
  'stopped',
  'unproven',
];
const mark = (state: BadEnding, more: Partial<Happening> = {}, reason = 'bad-answers') =>
  markOf(state, ended(state, reason), { ...happening, ...more }, 'v1.4.2');
const anyMark = fc
  .record({
    ...{ state: fc.constantFrom(...states), reason: fc.string(), environment: fc.string() },
    byHand: fc.option(fc.record({ by: fc.string(), why: fc.string() }), { nil: undefined }),
  })
  .map(({ state, reason, environment, byHand }) =>
    mark(state, { environment, ...(byHand === undefined ? {} : { byHand }) }, reason),
  );
/** Text that tries: our comments, alerts and ends of lines in every order. */
const piece = fc.constantFrom(
  ...['<!-- workaday -->', '<!-- /workaday -->', '> [!WARNING]', '> [!NOTE]', '> text', '\n', '\r\n'],
);
const hostile = fc.array(fc.oneof(piece, fc.string({ maxLength: 20 }))).map((parts) => parts.join(''));
const bodies = hostile.filter((body) => withoutReleaseMark(body) === body);

describe('a mark', () => {
  it('comes off again and leaves the body as it was', () => {
    fc.assert(fc.property(bodies, anyMark, (body, one) => withoutReleaseMark(marked(body, one)) === body));
  });

  it('is put on once', () => {
    fc.assert(
      fc.property(hostile, anyMark, (body, one) => marked(marked(body, one), one) === marked(body, one)),
    );
  });

  it('takes the place of an older one', () => {
    fc.assert(
      fc.property(
        bodies,
        anyMark,
        anyMark,
        (body, one, two) => withoutReleaseMark(marked(marked(body, one), two)) === body,
      ),
    );
  });

  it('stays the first one when nothing but its time is new', () => {
    const body = marked('notes', mark('failed'));
    expect(marked(body, mark('failed', { at: '2027-01-01T00:00:00.000Z' }))).toBe(body);
    expect(marked(body, mark('failed', {}, 'other'))).not.toBe(body);
  });

  it('never makes a body that GitHub refuses, and is never cut itself', () => {
    const length = fc.integer({ min: longestBody - 1500, max: longestBody + 100 });
    fc.assert(
      fc.property(length, anyMark, (size, one) => {
        const body = marked('- entry\n'.repeat(size / 8), one);
        expect(body.length).toBeLessThanOrEqual(longestBody);
        expect(body.startsWith(`${one}\n\n- entry\n`)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('is read with the ends of lines that GitHub’s web editor makes', () => {
    const edited = marked('notes\n\nmore', mark('failed')).replaceAll('\n', '\r\n');
    expect(withoutReleaseMark(edited)).toBe('notes\r\n\r\nmore');
    expect(marked(edited, mark('failed', { at: '2027-01-01T00:00:00.000Z' }))).toBe(edited);
  });

  it.each([
    ['further down', `notes\n${mark('failed')}\n\nmore`],
    ['around a text of their own', '<!-- workaday -->\nhidden\n<!-- /workaday -->\n\nnotes'],
    ['around an alert and a text', '<!-- workaday -->\n> [!NOTE]\n> a\nhidden\n<!-- /workaday -->\nnotes'],
    ['without an end', '<!-- workaday -->\n> [!NOTE]\n> a\nnotes'],
  ])('leaves a body alone that has our comments %s', (_, body) => {
    expect(withoutReleaseMark(body)).toBe(body);
    expect(marked(body, mark('failed'))).toContain(body);
  });

  it.each(states)('says of %s what, why, when, what serves and where to read on', (state) => {
    const text = mark(state, { restoredRelease: '16' });
    expect(text).toMatch(/^<!-- workaday -->\n> \[!(WARNING|NOTE)\]\n> .*\n> .*\n<!-- \/workaday -->$/);
    expect(text.includes('[!NOTE]')).toBe(state === 'superseded');
    for (const part of ['v1.4.2', 'production', '`bad-answers`', '2026-11-23 12:00 UTC', happening.runUrl])
      expect(text).toContain(part);
    expect(text).toMatch(/serve/i);
    if (state === 'rolled-back') expect(text).toContain('Release 16 serves again');
  });

  it('tells of a person who went back, and of a run that stepped aside, what is true of them', () => {
    const byHand = { by: 'wim', why: 'an empty cart' };
    expect(mark('rolled-back', { byHand, restoredRelease: '16' })).toMatch(
      /rolled back by hand in production by wim \(an empty cart\): it was undone on .*Release 16 serves again/,
    );
    expect(mark('rollback-failed', { byHand })).toContain('it could not be undone');
    expect(mark('superseded', {}, 'coalesced')).toMatch(
      /newer merges were waiting, and the newest brings it/,
    );
  });

  it('lets no hostile tag, reason or environment take effect', () => {
    const evil = '\n<!-- /workaday -->\n<img src=x> @everyone `` [a](https://x.example)';
    const text = markOf('rolled-back', ended('rolled-back', evil), { ...happening, environment: evil }, evil);
    expect(text.split('\n')).toHaveLength(5);
    expect(text.replace(/`{3}.*`{3}/, '')).not.toMatch(/<img|@everyone|\[a\]/);
    expect(withoutReleaseMark(`${text}\n\nnotes`)).toBe('notes');
  });
});

describe('the name of a release', () => {
  it.each(states)('says %s behind what it was called, once', (state) => {
    const name = markedName('v1.4.2', 'v1.4.2', state);
    expect(name).toBe(`v1.4.2 (${state.replace('-', ' ')})`);
    expect(markedName(name, 'v1.4.2', 'failed')).toBe('v1.4.2 (failed)');
    expect(plainName(name, 'v1.4.2')).toBe('v1.4.2');
  });

  it('is the tag where nobody gave one, and a person’s where somebody did', () => {
    expect(plainName('', 'v1')).toBe('v1');
    expect(markedName('Spring (2026)', 'v1', 'failed')).toBe('Spring (2026) (failed)');
    expect(plainName('Spring (2026) (failed)', 'v1')).toBe('Spring (2026)');
  });
});
