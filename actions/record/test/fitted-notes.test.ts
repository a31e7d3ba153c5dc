import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fittedNotes, longestBody } from '../src/fitted-notes.ts';

const said = /The rest of the notes is cut/;
const line = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 90 }),
  fc.constantFrom('<details><summary>Other</summary>', '</details>', '```', '~~~~ text', ''),
);
const notes = fc.array(line, { maxLength: 200 }).map((lines) => lines.join('\n'));

describe('fittedNotes', () => {
  it('leaves what fits as it is', () => {
    fc.assert(fc.property(notes, (text) => fittedNotes(text, text.length) === text));
  });

  it('never answers more than there is room for, and says when something is missing', () => {
    fc.assert(
      fc.property(notes, fc.integer({ min: 600, max: 4000 }), (text, limit) => {
        const fitted = fittedNotes(text, limit);
        expect(fitted.length).toBeLessThanOrEqual(limit);
        expect(fitted === text || said.test(fitted)).toBe(true);
      }),
    );
  });

  it('cuts at the end of a line', () => {
    const text = Array.from({ length: 200 }, (_, index) => `- entry ${index}`).join('\n');
    const kept = fittedNotes(text, 1500).split('\n\n')[0] ?? '';
    expect(text.startsWith(`${kept}\n`)).toBe(true);
  });

  it.each([
    ['a folded section', '<details><summary>Other</summary>\n\n', '</details>'],
    ['a fence', 'text\n````text\n', '````'],
    ['a section inside a section', '<details>\n<details>\n', '</details>\n\n</details>'],
  ])('closes %s', (_, open, end) => {
    const text = `${open}${'- an entry\n'.repeat(200)}`;
    expect(fittedNotes(text, 1500)).toMatch(new RegExp(`- an entry\n\n${end}\n\n_The rest`));
  });

  it('closes nothing that only looks open inside a fence', () => {
    const text = `\`\`\`\n<details>\n\`\`\`\n${'- an entry\n'.repeat(200)}`;
    expect(fittedNotes(text, 1500)).not.toContain('</details>');
  });

  it('cuts one endless line without breaking a character', () => {
    const fitted = fittedNotes('😀'.repeat(longestBody));
    expect(fitted.length).toBeLessThanOrEqual(longestBody);
    expect(fitted.isWellFormed()).toBe(true);
    expect(fitted).toMatch(said);
  });
});
