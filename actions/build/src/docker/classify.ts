import { Failure, type FailureParts } from '@workaday/core';
import type { Target } from '../services.ts';

type Kind = Pick<FailureParts, 'reason' | 'why' | 'next'>;

/** A full disk makes whatever ran fail, so it is looked for before the error that was reported. */
export const diskFull = /no space left on device|ENOSPC/i;

const pushRefused: Kind = {
  reason: 'push-refused',
  why: 'The registry did not take the image.',
  next: 'Check the login and its right to push; for ghcr.io, give the job `permissions: { packages: write }`.',
};
/** How `docker push` words it; in a build the same words may be about a base image or a file. */
const refusedPush = /\bdenied\b|unauthorized|forbidden|\bHTTP (?:401|403) response/i;

/** What the end of buildx's output means, most certain first. */
const kinds: readonly [pattern: RegExp, kind: Kind][] = [
  [
    diskFull,
    {
      reason: 'disk-full',
      why: 'The builder has no space left.',
      next: 'Free space on the runner (`docker system prune`), use a smaller base image, or take a larger runner.',
    },
  ],
  [
    /toomanyrequests|429 Too Many Requests|pull rate limit/i,
    {
      reason: 'rate-limited',
      why: 'A registry refuses more requests for now.',
      next: 'Log in to the registry of the base images, which raises the limit, or wait and run the job again.',
    },
  ],
  [
    /failed to push|pushing .* failed|error: denied|write_package|insufficient_scope: authorization failed.*push/i,
    pushRefused,
  ],
  [
    /cannot connect to the docker daemon|no builder ".*" found|failed to find driver|is the docker daemon running|driver not connecting|buildkitd\.sock|docker\.sock.*no such file/i,
    {
      reason: 'no-builder',
      why: 'The builder does not answer.',
      next: 'Start docker on the runner, or correct BUILDX_BUILDER; `docker buildx ls` shows the builders.',
    },
  ],
  [
    /dockerfile parse error|failed to process ".*"|did not complete successfully|failed to compute cache key|failed to calculate checksum|target stage .* could not be found|unknown instruction|secret .*: not found/i,
    {
      reason: 'bad-dockerfile',
      why: 'A line of the Dockerfile is wrong, or its command failed.',
      next: 'Correct the line; `docker build .` on your machine shows the same.',
    },
  ],
  [
    /pull access denied|failed to resolve source metadata for|LLB definition: \S+: not found|manifest unknown|no match for platform/i,
    {
      reason: 'base-image',
      why: 'An image that the Dockerfile builds on cannot be pulled.',
      next: 'Check its name, tag and platform, and log in to its registry if it is private.',
    },
  ],
  [
    /dial tcp|i\/o timeout|connection (refused|reset)|no such host|TLS handshake|unexpected EOF|deadline exceeded/i,
    {
      reason: 'network',
      why: 'A connection failed.',
      next: 'Run the job again; if it persists, check the network of the runner.',
    },
  ],
];

const other: Kind = {
  reason: 'build-failed',
  why: 'buildx gives the reason at the end of its output.',
  next: 'See the end of the output below; the whole of it is in the log of this step.',
};

const usefulLines = 30;
/** Progress that says nothing about a failure. */
const noise =
  /^#\d+ (DONE|CACHED|transferring|resolve|sha256:|extracting|exporting|preparing|\.\.\.$)|^\s*$|^-+$/;

export interface FailedDocker {
  /** Text of the Dockerfile, to find a step's line in. */
  dockerfile?: string | undefined;
  /** How often it was tried. */
  attempts?: number;
  /** Whether it was `docker push`, after the build had succeeded. */
  pushing?: boolean;
}

/**
 * A failed `docker buildx build` as a person can act on it.
 * @param lines all of its output
 */
export function buildFailure(
  target: Target,
  lines: readonly string[],
  exitCode: number,
  { dockerfile = '', attempts = 1, pushing = false }: FailedDocker = {},
): Failure {
  const useful = lines.filter((line) => !noise.test(line));
  const tail = useful.slice(-usefulLines).join('\n');
  const error =
    useful.findLast((line) => /^ERROR:|^error:/i.test(line)) ?? useful.at(-1) ?? `exit code ${exitCode}`;
  const find = (text: string) => kinds.find(([pattern]) => pattern.test(text))?.[1];
  const kind =
    (diskFull.test(tail) ? find(tail) : (find(error) ?? find(tail))) ??
    (pushing && refusedPush.test(tail) ? pushRefused : other);
  const line = kind.reason === 'bad-dockerfile' ? dockerfileLine(target, useful, dockerfile) : undefined;
  return new Failure({
    ...kind,
    what: `the image of ${target.service} was not ${pushing ? 'pushed' : 'built'}${attempts > 1 ? ` in ${attempts} attempts` : ''}: ${error
      .replace(/^ERROR:\s*/i, '')
      .slice(0, 500)}`,
    place: kind.reason === 'bad-dockerfile' ? { file: target.dockerfile, line } : undefined,
    evidence: tail,
  });
}

/** BuildKit ends with `Dockerfile:7` or names the line in its sentence; older ones only repeat the step. */
function dockerfileLine(target: Target, lines: readonly string[], dockerfile: string): number | undefined {
  const name = target.dockerfile.split('/').at(-1) ?? '';
  const named = lines.flatMap((line) => {
    const shown = line.startsWith(`${name}:`) ? /^[^:]+:(\d+)$/.exec(line.trim()) : null;
    const said = /(?:parse error (?:on )?line|dockerfile line) (\d+)/i.exec(line);
    return [shown?.[1] ?? said?.[1] ?? []].flat();
  });
  if (named.length > 0) return Number(named.at(-1));
  const steps = lines.flatMap((line) => /^ > \[[^\]]*\] (.+):$/.exec(line)?.[1] ?? []);
  const at = dockerfile.split('\n').findIndex((line) => line.trim() === steps.at(-1));
  return at < 0 ? undefined : at + 1;
}
