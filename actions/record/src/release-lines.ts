/** One line of the input `github-releases`: a tag and the ID of its GitHub Release, which may be a draft. */
export interface NamedRelease {
  tag: string;
  id: number;
}

/** Reads lines of `TAG=ID`; a tag may hold `=`, an ID is digits only. */
export function parseReleaseLines(raw: string): { value: readonly NamedRelease[] } | { expected: string } {
  const lines = raw.split(/\r?\n/).filter((line) => line.trim() !== '');
  const read = lines.map(readLine);
  const bad = read.flatMap((one, index) => (one === undefined ? [index + 1] : []));
  if (bad.length > 0) return { expected: `TAG=ID on every line (not so: entry ${bad.join(', ')})` };
  const value = read.filter((one) => one !== undefined);
  const twice = (key: keyof NamedRelease) => new Set(value.map((one) => one[key])).size < value.length;
  if (twice('tag') || twice('id')) return { expected: 'every tag and every ID once' };
  return { value };
}

function readLine(line: string): NamedRelease | undefined {
  const [, tag, digits] = /^\s*(\S+)=([1-9]\d{0,15})\s*$/.exec(line) ?? [];
  const id = Number(digits);
  return tag !== undefined && Number.isSafeInteger(id) ? { tag, id } : undefined;
}
