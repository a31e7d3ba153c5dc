import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logText, markdownCode, markdownFence, markdownText } from '../src/hostile-text.ts';

/** Text made of what attacks are made of. */
const pieces = [
  ...['::', ':', '##[', '##[error]', '::add-mask::x', '%0A', '\r', '\n', '\r\n', ' ', '\t'],
  ...[
    '\u200b',
    '\u202e',
    '\u001b[31m',
    '\u0000',
    '\ufeff',
    '`',
    '```',
    '<script>',
    '</details>',
    '<!--',
    '-->',
  ],
  ...[
    '|',
    '\\',
    '[a](b)',
    '![',
    '@octocat',
    '#1',
    'https://evil.example',
    'www.evil.example',
    'GH-1',
    '---',
    '# ',
    '&lt;',
    '*',
    '_',
    'text',
    'é',
    '𝒳',
  ],
];
const hostile = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary' })), {
  maxLength: 12,
});
const texts = hostile.map((parts) => parts.join(''));

describe('logText', () => {
  it('never gives the runner a command', () => {
    fc.assert(
      fc.property(texts, (text) => {
        for (const line of logText(text).split(/\r\n|\r|\n/)) {
          expect(line.trimStart().startsWith('::')).toBe(false);
          expect(line).not.toContain('##[');
        }
      }),
    );
  });

  it('is stable: its own text passes unchanged', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(logText(logText(text))).toBe(logText(text));
      }),
    );
  });

  it.each([
    ['::set-output name=a::b', ': :set-output name=a::b'],
    ['  ::error::x', '  : :error::x'],
    ['a\r::error::x', 'a\n: :error::x'],
    ['\u200b::error::x', ': :error::x'],
    ['##[command]rm', '## [command]rm'],
    ['see a::b', 'see a::b'],
    ['two\nlines', 'two\nlines'],
    ['\u001b[31mred', '[31mred'],
  ])('turns %j into %j', (text, safe) => expect(logText(text)).toBe(safe));
});

describe('markdownText', () => {
  it('has no markup of its own, and stays on one line', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const safe = markdownText(text).replaceAll('<!-- -->', '');
        expect(safe).not.toMatch(/[\r\n<>]/);
        expect(safe.replace(/\\[\\`*_{}[\]|~]/g, '')).not.toMatch(/[`*_[\]|]/);
        expect(safe).not.toMatch(/^(?:[#+=:\s-]|\d+[.)](?: |$))/);
        expect(markdownText(text)).not.toMatch(/@[^<\s]|#\d|\bGH-\d|:\/\/|www\./i);
      }),
    );
  });

  it.each([
    ['<img src=x>', '&lt;img src=x&gt;'],
    ['&lt;b&gt;', '&amp;lt;b&amp;gt;'],
    ['a | b', 'a \\| b'],
    ['@octocat fixes #12', '@<!-- -->octocat fixes #<!-- -->12'],
    ['https://evil.example', 'https:<!-- -->//evil.example'],
    ['[x](javascript:1)', '\\[x\\](javascript:1)'],
    ['ftp://evil.example', 'ftp:<!-- -->//evil.example'],
    ['see www.evil.example', 'see www<!-- -->.evil.example'],
    ['(www.a.example) _www.b.example', '(www<!-- -->.a.example) \\_www<!-- -->.b.example'],
    ['mail a@-b.example', 'mail a@<!-- -->-b.example'],
    ['owner/repo#1 and GH-2', 'owner/repo#<!-- -->1 and GH-<!-- -->2'],
    ['one\n# two', 'one # two'],
    ['# heading', '\\# heading'],
    [' \u200b - item', '\\- item'],
    ['+ item', '\\+ item'],
    ['12. item', '12\\. item'],
    ['1) item', '1\\) item'],
    ['===', '\\==='],
    ['---', '\\---'],
    [':-:', '\\:-:'],
    ['::error::x', '\\::error::x'],
    ['1.5 times', '1.5 times'],
    ['-x is a flag', '\\-x is a flag'],
    ['user@', 'user@'],
    ['plain words, 100 %', 'plain words, 100 %'],
  ])('turns %j into %j', (text, safe) => expect(markdownText(text)).toBe(safe));
});

describe('markdownFence', () => {
  it('is closed by nothing inside it', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const lines = markdownFence(text, 'text').split('\n');
        const fence = /^`+/.exec(lines[0] ?? '')?.[0] ?? '';
        expect(fence.length).toBeGreaterThanOrEqual(3);
        expect(lines.at(-1)).toBe(fence);
        for (const line of lines.slice(1, -1)) expect(line).not.toContain(fence);
      }),
    );
  });

  it('shows the text as it is', () => {
    expect(markdownFence('a\n  b\n')).toBe('```\na\n  b\n```');
    expect(markdownFence('```', 'text')).toBe('````text\n```\n````');
  });
});

describe('markdownCode', () => {
  it('is inline code whatever it holds', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const code = markdownCode(text);
        if (code === '') return;
        const ticks = /^`+/.exec(code)?.[0] ?? '';
        const inside = code.slice(ticks.length, -ticks.length);
        expect(code.endsWith(ticks)).toBe(true);
        expect([...inside.matchAll(/`+/g)].map(([run]) => run.length)).not.toContain(ticks.length);
        expect(code).not.toMatch(/[\r\n]/);
      }),
    );
  });

  it.each([
    ['v1.2.3', '`v1.2.3`'],
    ['a`b', '``a`b``'],
    ['`a`', '`` `a` ``'],
    ['a|b', '`a\\|b`'],
    [' \n ', ''],
  ])('turns %j into %s', (text, code) => expect(markdownCode(text)).toBe(code));
});
