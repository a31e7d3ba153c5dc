import type { IncomingMessage } from 'node:http';

/** The beginning of a body as UTF-8. Rejects when the body ends before what its headers promised. */
export async function readBounded(
  response: IncomingMessage,
  maximum: number,
): Promise<{ text: string; truncated: boolean }> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maximum) break;
  }
  const text = Buffer.concat(chunks).subarray(0, maximum).toString('utf8');
  return { text, truncated: length > maximum };
}
