/**
 * Where an upload goes on: relative to the request, or anywhere else the registry says, but not in the clear when the
 * registry itself is not spoken to like that.
 * @param location the answer's header
 * @param url of the request that was answered
 */
export function uploadLocation(
  location: string | undefined,
  url: string,
): { href: string } | { problem: string } {
  if (location === undefined || !URL.canParse(location, url))
    return { problem: 'it does not say where an upload goes' };
  const target = new URL(location, url);
  target.hash = '';
  const secure = target.protocol === 'https:' || (target.protocol === 'http:' && url.startsWith('http:'));
  if (!secure) return { problem: `it asks to upload in the clear, to ${target.protocol}//${target.host}` };
  if (target.username !== '' || target.password !== '')
    return { problem: 'it names an address for the upload that holds a login' };
  return { href: target.href };
}
