import { isUtf8 } from 'node:buffer';

/** A file name as text. Of a name that is no UTF-8 each byte above 0x7F becomes U+DC80 to U+DCFF, which no UTF-8 holds. */
export function nameOfBytes(name: Uint8Array): string {
  const bytes = Buffer.from(name.buffer, name.byteOffset, name.byteLength);
  if (isUtf8(bytes)) return bytes.toString();
  return bytes
    .toString('latin1')
    .replace(/[\u0080-\u00FF]/g, (byte) => String.fromCharCode(byte.charCodeAt(0) + 0xdc00));
}

/** What opens the file of such a name. */
export function pathOfName(path: string): string | Buffer {
  if (path.isWellFormed()) return path;
  const parts = path.split(/([\uDC80-\uDCFF])/u);
  return Buffer.concat(
    parts.map((part, index) =>
      index % 2 === 0 ? Buffer.from(part) : Buffer.from([part.charCodeAt(0) - 0xdc00]),
    ),
  );
}
