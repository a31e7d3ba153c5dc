/** Replaces what stands between `<!-- name -->` and `<!-- /name -->`; a missing or doubled pair is an error. */
export function replaceBetween(text: string, name: string, body: string): string {
  const open = `<!-- ${name} -->`;
  const close = `<!-- /${name} -->`;
  const parts = text.split(open);
  const [before = '', after = ''] = parts;
  const end = after.indexOf(close);
  if (parts.length !== 2 || end < 0 || after.split(close).length !== 2) {
    throw new Error(`expected exactly one pair of ${open} and ${close}`);
  }
  return `${before}${open}\n${body.trim()}\n${after.slice(end)}`;
}
