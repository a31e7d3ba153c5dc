import { query } from 'jsonpath-rfc9535';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/**
 * What is wrong with a JSONPath (RFC 9535), as a sentence. `match` and `search` are refused: their patterns may come out
 * of the body and take forever; so is more than one `..`, which multiplies the work.
 */
export function jsonPathProblem(path: string): string | undefined {
  if (/\b(match|search)\s*\(/.test(path)) return 'match() and search() are not supported; use `matches`';
  if (path.split('..').length > 2) return 'more than one .. is not supported';
  try {
    query({}, path);
    return undefined;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `${JSON.stringify(path)} is no JSONPath (${why}), expected one such as $.status`;
  }
}

/** Everything the path selects; a sentence when the body cannot be searched. */
export function select(body: string, path: string): { values: Json[] } | { why: string } {
  let json: Json;
  try {
    json = JSON.parse(body) as Json;
  } catch {
    return { why: 'the body is not JSON' };
  }
  try {
    return { values: query(json, path) as Json[] };
  } catch (error) {
    return { why: `the body cannot be searched: ${error instanceof Error ? error.message : String(error)}` };
  }
}
