import { describe, expect, it } from 'vitest';
import { advice, details, document, evidence, heading, list, table } from '../src/summary.ts';

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

describe('advice', () => {
  it('is a sentence', () => {
    expect(advice('Run the <b>job</b> again.')).toBe(
      '**What to do:** Run the &lt;b&gt;job&lt;/b&gt; again.\n',
    );
  });

  it('keeps lines to be pasted as they are', () => {
    expect(advice('Put this before the step:\n  - uses: x@v5\n    with:\n      a: 0')).toBe(
      '**What to do:** Put this before the step:\n\n```\n  - uses: x@v5\n    with:\n      a: 0\n```\n',
    );
  });

  it('does not let them end the block', () => {
    expect(advice('Add:\n```\n# x')).toContain('````\n```\n# x\n````');
  });
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
