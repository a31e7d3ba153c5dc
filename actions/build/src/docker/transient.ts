import { diskFull } from './classify.ts';

/** A registry or connection that may answer in a moment, as docker, BuildKit and containerd word it. */
const passing =
  /\bHTTP (?:408|429|500|502|503|504) response|unexpected (?:http )?status(?: code)?\b.*\b(?:408|429|500|502|503|504)\b|toomanyrequests|too many requests|connection reset|broken pipe|\bEOF\b|i\/o timeout|TLS handshake timeout|request canceled|connection refused|server misbehaving|temporary failure in name resolution|http2: server sent GOAWAY|size validation failed|unexpected commit digest/i;
const ofAStep = /did not complete successfully|executor failed|runc run failed/i;
const speaksOfError = /\berror\b|toomanyrequests|unexpected|response|\bEOF\b|timeout|reset|refused/i;

/** Whether a failed docker command met nothing worse than a connection that may work in a moment; never a step that failed. */
export function isTransient(lines: readonly string[]): boolean {
  const text = lines
    .filter((line) => speaksOfError.test(line))
    .slice(-5)
    .join('\n');
  return passing.test(text) && !ofAStep.test(text) && !diskFull.test(text);
}

/** Digests of the images that BuildKit said to export, without attestations; undefined when it did not get so far, or says none. */
export function exportedImages(lines: readonly string[]): string | undefined {
  const said = lines.flatMap((line) => /exporting manifest (sha256:[0-9a-f]{64})/.exec(line)?.[1] ?? []);
  return said.length === 0 ? undefined : [...new Set(said)].sort().join(' ');
}
