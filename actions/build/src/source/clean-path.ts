/** A path without `.`, `..` where they can be resolved, and doubled slashes; after Go's `filepath.Clean`. */
export function cleanPath(path: string): string {
  const rooted = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    const climbs = part === '..' && (parts.length === 0 || parts.at(-1) === '..');
    if (part !== '..' || (climbs && !rooted)) parts.push(part);
    else if (!climbs) parts.pop();
  }
  const joined = parts.join('/');
  return rooted ? `/${joined}` : joined || '.';
}
