/** Control and format characters, but not newline and tab. */
const invisible = /(?![\n\t])[\p{Cc}\p{Cf}]/gu;

/** Text for the log: no line of it can be read by the runner as a workflow command. */
export function logText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map((line) =>
      line
        .replace(invisible, '')
        .replace(/^(\s*):(?=:)/, '$1: ')
        .replaceAll('##[', '## ['),
    )
    .join('\n');
}

/** What begins a heading, list, rule, table or underline when a line begins with it. */
const blockMark = /^(?:[-+=:#]|\d+(?=[.)](?: |$)))/;
/** After these GitHub would see a mention, a reference, an address or a link, wherever they stand. */
const linkMarks = /@(?=\S)|#(?=\d)|\bGH-(?=\d)|:(?=\/\/)|www(?=\.)/gi;

/** Text for one line of Markdown, or for a part of it: no markup, HTML, mention, reference or link of it takes effect. */
export function markdownText(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(invisible, '')
    .trim()
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_{}[\]|~]/g, '\\$&')
    .replace(blockMark, (mark) => (/\d/.test(mark) ? `${mark}\\` : `\\${mark}`))
    .replace(linkMarks, '$&<!-- -->');
}

/** Text inside a fence longer than any run of backticks in it. */
export function markdownFence(text: string, language = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.replace(/\r\n?/g, '\n').replace(invisible, '').replace(/\n$/, '')}\n${fence}`;
}

/** Inline code that stays inline code whatever the text holds. */
export function markdownCode(text: string): string {
  const flat = text.replace(/\s+/g, ' ').replace(invisible, '').trim();
  if (flat === '') return '';
  const longest = Math.max(0, ...[...flat.matchAll(/`+/g)].map((run) => run[0].length));
  const ticks = '`'.repeat(longest + 1);
  const pad = flat.startsWith('`') || flat.endsWith('`') ? ' ' : '';
  return `${ticks}${pad}${flat.replaceAll('|', '\\|')}${pad}${ticks}`;
}
