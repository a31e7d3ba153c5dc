import { Failure } from '@workaday/core';
import type { Ports } from '../ports.ts';
import type { Registry } from '../registry/registry.ts';
import type { Target } from '../services.ts';
import { type BuildMetadata, type BuildOptions, buildCommand, parseMetadata } from './build-command.ts';
import type { Abilities } from './builder.ts';
import { buildFailure } from './classify.ts';
import { exportedImages, isTransient } from './transient.ts';
import type { Workbench } from './workbench.ts';

/** One image to build, and where it goes. */
export interface ImageJob {
  target: Target;
  options: Omit<BuildOptions, 'output' | 'metadataFile' | 'secretFiles'>;
  abilities: Abilities;
  bench: Workbench;
  registry: Registry;
  /** A tag of this run alone, for docker's own driver, which pushes nothing without a name. */
  runTag: string;
}

/** What was pushed, by the builder's own word: a tag may be somebody else's before it could be read. */
export interface PushedImage {
  /** `sha256:…` of the manifest or index. */
  digest: string;
  materials: BuildMetadata['materials'];
}

const attempts = 4;

/**
 * Builds one image and pushes it. A connection that fails is tried again with the same image: the builder has it, and
 * when it answers with another one, that is an error.
 */
export async function buildImage(job: ImageJob, ports: Ports): Promise<PushedImage> {
  const file = `metadata-${job.target.service}.json`;
  const metadataFile = `${job.bench.folder.path}/${file}`;
  const name = `${job.target.repository}:${job.runTag}`;
  const output = outputs[job.abilities.push](name);
  const { secretFiles } = job.bench;
  await untilDone(job, ports, (again) => {
    // What is there already is taken as it is: nothing is built twice, and nothing newer is mixed in.
    const options = again ? { ...job.options, fresh: false, pull: false } : job.options;
    return buildCommand(job.target, { ...options, output, metadataFile, secretFiles });
  });
  const metadata = parseMetadata((await job.bench.folder.readText(file)) ?? '{}');
  const stored = output.to === 'store' ? await untilDone(job, ports, () => ['push', name]) : [];
  const digest = output.to === 'store' ? pushedDigest(stored) : metadata.digest;
  if (digest === undefined) throw noDigest(job.target);
  return { digest, materials: metadata.materials };
}

const outputs: Record<Abilities['push'], (name: string) => BuildOptions['output']> = {
  'by-digest': () => ({ to: 'registry', name: undefined }),
  'by-tag': (name) => ({ to: 'registry', name }),
  'from-store': (name) => ({ to: 'store', name }),
};

/** `docker push` ends with e.g. `run-7.1: digest: sha256:… size: 1149`. */
function pushedDigest(lines: readonly string[]): string | undefined {
  return lines.flatMap((line) => /: digest: (sha256:[0-9a-f]{64}) size: /.exec(line)?.[1] ?? []).at(-1);
}

/** Runs a command until it succeeds; its output. */
async function untilDone(
  job: ImageJob,
  ports: Ports,
  command: (again: boolean) => string[],
): Promise<readonly string[]> {
  let exported: string | undefined;
  for (let attempt = 1; ; attempt += 1) {
    const { exitCode, lines } = await runDocker(job, ports, command(exported !== undefined));
    const now = exportedImages(lines);
    if (exported !== undefined && now !== undefined && now !== exported)
      throw otherImage(job.target, exported, now);
    if (exitCode === 0) return lines;
    exported ??= now;
    if (attempt === attempts || !isTransient(lines)) {
      const dockerfile = await ports.files.readText(job.target.dockerfile);
      const pushing = command(true)[0] === 'push';
      throw buildFailure(job.target, lines, exitCode, { dockerfile, attempts: attempt, pushing });
    }
    ports.log.line(
      `[${job.target.service}] a connection failed; trying again with the same image (${attempt + 1} of ${attempts})`,
    );
    await ports.clock.wait(1000 * 3 ** (attempt - 1));
    // Our own client knows how long a registry wants to be left alone.
    await job.registry.checkPush(job.target.image.path);
  }
}

async function runDocker(
  { target, bench }: ImageJob,
  ports: Ports,
  command: readonly string[],
): Promise<{ exitCode: number; lines: string[] }> {
  const lines: string[] = [];
  const onLine = (raw: string) => {
    const line = bench.redact(raw);
    lines.push(line);
    if (line.trim() !== '') ports.log.line(`[${target.service}] ${line}`);
  };
  const { exitCode } = await ports.exec('docker', command, {
    cwd: ports.context.workspace,
    env: bench.env,
    onLine,
  });
  return { exitCode, lines };
}

function otherImage(target: Target, before: string, now: string): Failure {
  return new Failure({
    reason: 'digest-mismatch',
    what: `pushing ${target.service} failed halfway, and the builder then had another image (${now}, before ${before})`,
    why: 'The builder forgot what it had built, so that trying again would have meant building again.',
    next: 'Run the job again.',
  });
}

function noDigest(target: Target): Failure {
  return new Failure({
    reason: 'build-failed',
    what: `the builder pushed ${target.service} and did not say its digest`,
    next: 'Update docker buildx on the runner (0.12 or newer), or name another builder by `builder`.',
  });
}
