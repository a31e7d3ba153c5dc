/**
 * What stands above the notes of a GitHub Release that was not proven, or was undone: an alert between our comments, at
 * the very top. The same words elsewhere are somebody's text.
 */
export const releaseMark =
  /^<!-- workaday -->\r?\n> \[!(?:WARNING|NOTE)\]\r?\n(?:>[^\r\n]*\r?\n)+<!-- \/workaday -->(?:\r?\n){0,2}/;

/** The body of a GitHub Release without our mark. */
export function withoutReleaseMark(body: string): string {
  return body.replace(releaseMark, '');
}
