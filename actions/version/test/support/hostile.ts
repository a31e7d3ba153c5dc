import fc from 'fast-check';
import { links } from './plans.ts';

const pieces = [
  ...[
    '@octocat',
    '@',
    'a@b.example',
    '#1',
    'GH-1',
    'o/r#2',
    'https://evil.example',
    'www.evil.example',
    'ftp://a.b',
  ],
  ...[
    '<b>',
    '</details>',
    '<!--',
    '-->',
    '&lt;',
    '`',
    '```',
    '*',
    '_',
    '~~',
    '|',
    '\\',
    '[a](b)',
    '![',
    '[x]: y',
  ],
  ...[
    '# ',
    '---',
    '===',
    '- ',
    '+ ',
    '1. ',
    '> ',
    '::error::',
    '##[error]',
    '\n',
    '\r',
    ' ',
    '\t',
    '\u202e',
    '\u200b',
    '\ud83c',
  ],
  ...['$(id)', 'text', 'é', '1+ann@users.noreply.github.com'],
];

/** Text made of what attacks are made of. */
export const hostileText = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 20 })), {
    maxLength: 10,
  })
  .map((parts) => parts.join(''));

/** Markdown without its code and without the links that we make ourselves, whose text stays without the `#` of a pull request. */
export function withoutOwnLinks(markdown: string): string {
  const { origin } = new URL(links.repositoryUrl);
  const escapeCodeOrLink = /\\.|`[^`\n]+`|\[#?((?:\\.|[^\]\\])*)\]\(([^()\s]*)\)/g;
  return markdown.replace(escapeCodeOrLink, (whole, text: string, url: string | undefined) => {
    if (whole.startsWith('`')) return '';
    return url?.startsWith(`${origin}/`) ? text : whole;
  });
}
