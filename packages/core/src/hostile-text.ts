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

/** Text for one line of Markdown: no markup, HTML, mention or link of it takes effect. */
export function markdownText(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(invisible, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_{}[\]|~]/g, '\\$&')
    .replace(/@(?=[A-Za-z0-9])/g, '@<!-- -->')
    .replace(/(^|[^&\w])#(?=\d)/g, '$1#<!-- -->')
    .replace(/(https?):\/\//gi, '$1:<!-- -->//')
    .trim();
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
