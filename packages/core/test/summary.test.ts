import { describe, expect, it } from 'vitest';
import { details, document, evidence, heading, list, table } from '../src/summary.ts';

it('table keeps a cell of several lines in its row', () => {
  expect(table(['A', 'B'], [['1\n2', '3']])).toBe('| A | B |\n| --- | --- |\n| 1<br>2 | 3 |\n');
});

it('heading and list', () => {
  expect(heading(3, 'Title')).toBe('### Title\n');
  expect(list(['a', 'b'])).toBe('- a\n- b\n');
});

it('details cannot be closed by its title', () => {
  expect(details('</summary><b>', 'body')).toContain('<summary>&lt;/summary&gt;&lt;b&gt;</summary>');
});

it('evidence shows logs as they are, never as markup', () => {
  expect(evidence('Log', '</details>\n```\n# x')).toContain('````text\n</details>\n```\n# x\n````');
});

describe('document', () => {
  it('leaves out what is not there', () => {
    expect(document(['a', undefined, false, '', 'b'])).toBe('a\nb\n');
  });

  it('stays below what GitHub would drop whole, and says so', () => {
    const text = document(['x'.repeat(2_000_000)]);
    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
    expect(text).toMatch(/cut: the summary was 2000000 bytes long/);
  });

  it('counts bytes, not characters', () => {
    const text = document(['é😀'.repeat(300_000)]);
    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
    expect(text).not.toContain('\ufffd');
  });
});
