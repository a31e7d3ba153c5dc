import * as zlib from 'node:zlib';

type Done = (error: Error | null, result?: Buffer) => void;

/** The same work, done where it is asked for: no thread of its own decides what happens next. */
function atOnce(work: (data: zlib.InputType, options?: never) => Buffer) {
  return (data: zlib.InputType, ...rest: [Done] | [never, Done]) => {
    const done = rest.at(-1) as Done;
    const options = rest.length > 1 ? (rest[0] as never) : undefined;
    process.nextTick(() => done(null, work(data, options)));
  };
}

export const gzip = atOnce((data) => zlib.gzipSync(data, { level: 1 }));
export const gunzip = atOnce(zlib.gunzipSync);
export const brotliCompress = atOnce(zlib.brotliCompressSync);
export const brotliDecompress = atOnce(zlib.brotliDecompressSync);
export const { constants } = zlib;
