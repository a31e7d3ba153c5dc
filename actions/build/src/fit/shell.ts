/** One program call of a shell text: its words without quotes, and the operator behind it. */
export interface SimpleCommand {
  words: readonly string[];
  /** `&&`, `||`, `;`, `|`, `&`; empty at the end. */
  operator: string;
}

const piece = new RegExp(
  [
    /"(?:\\[\s\S]|[^"\\])*"|'[^']*'/, // quoted
    /\$\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)|`[^`]*`|\$\{[^}]*\}/, // substitutions belong to their word
    /\\[\s\S]/,
    /\d*[<>]+(?:&[\d-]*)?|&>+/, // redirections
    /&&|\|\||[;&|()\n]/,
    /[^\S\n]+/,
    /[^\s"'`\\$<>;&|()]+|[\s\S]/,
  ]
    .map((part) => part.source)
    .join('|'),
  'g',
);
const separator = /^(?:&&|\|\||[;&|()\n])$/;
const keyword = /^(?:if|then|elif|else|fi|while|until|do|done|!|\{|\})$/;

/** The program calls of a shell text in order, well enough to see what is started; not a full parser. */
export function simpleCommands(text: string): SimpleCommand[] {
  const commands: SimpleCommand[] = [];
  let words: string[] = [];
  let word: string | undefined;
  const endWord = () => {
    if (word !== undefined && !(words.length === 0 && keyword.test(word))) words.push(word);
    word = undefined;
  };
  const endCommand = (operator: string) => {
    endWord();
    if (words.length > 0) commands.push({ words, operator });
    words = [];
  };
  for (const [part] of text.matchAll(piece)) {
    if (separator.test(part)) endCommand(part === '\n' ? ';' : part);
    else if (/^\s+$/.test(part)) endWord();
    else word = (word ?? '') + unquoted(part);
  }
  endCommand('');
  return commands;
}

function unquoted(part: string): string {
  if (/^"[\s\S]*"$/.test(part)) return part.slice(1, -1).replace(/\\(["\\$`])/g, '$1');
  if (/^'[\s\S]*'$/.test(part)) return part.slice(1, -1);
  return part.startsWith('\\') ? part.slice(1) : part;
}

export function isAssignment(word: string): boolean {
  return /^[A-Za-z_]\w*=/.test(word);
}

/** Program and arguments, without the assignments in front, and without `exec` and `nohup`. */
export function argumentsOf(words: readonly string[]): readonly string[] {
  const first = words.findIndex((word) => !isAssignment(word) && word !== 'exec' && word !== 'nohup');
  return first < 0 ? [] : words.slice(first);
}

/** `/usr/sbin/nginx` → `nginx` */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
