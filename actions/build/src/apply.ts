import { Failure, formatDuration } from '@workaday/core';
import { buildCommand, digestInMetadata, imageLabels } from './docker/build-command.ts';
import { buildFailure } from './docker/classify.ts';
import type { Workbench } from './docker/workbench.ts';
import type { Ports } from './ports.ts';
import type { Registry } from './registry/client.ts';
import type { Inputs, Target } from './services.ts';

/** Builds and pushes one image; the digest that the registry answers for it. */
export async function buildImage(
  target: Target,
  inputs: Inputs,
  bench: Workbench,
  registry: Registry,
  ports: Ports,
): Promise<string> {
  const { clock, context, log } = ports;
  const metadata = `metadata-${target.service}.json`;
  const command = buildCommand(target, {
    cache: inputs.cache,
    labels: imageLabels(context.repositoryUrl, context.sha, inputs.version),
    metadataFile: `${bench.folder.path}/${metadata}`,
    secretFiles: bench.secretFiles,
  });
  const started = clock.now();
  const lines: string[] = [];
  const onLine = (line: string) => {
    lines.push(line);
    if (line.trim() !== '') log.line(`[${target.service}] ${line}`);
  };
  const { exitCode } = await ports.exec('docker', command, {
    cwd: context.workspace,
    env: bench.env,
    onLine,
  });
  if (exitCode !== 0) {
    throw buildFailure(target, lines, exitCode, await ports.files.readText(target.dockerfile));
  }
  const built = digestInMetadata((await bench.folder.readText(metadata)) ?? '{}');
  const digest = await pushedDigest(target, built, registry);
  log.line(
    `[${target.service}] pushed ${target.repository}@${digest} after ${formatDuration(clock.now() - started)}`,
  );
  return digest;
}

async function pushedDigest(target: Target, built: string | undefined, registry: Registry): Promise<string> {
  const pushed = await registry.manifest(target.image.path, target.tag);
  const name = `${target.repository}:${target.tag}`;
  if (pushed !== undefined && (built === undefined || built === pushed.digest)) return pushed.digest;
  throw new Failure({
    reason: 'digest-mismatch',
    what: pushed
      ? `${name} is ${pushed.digest} in the registry, but ${built} was built`
      : `${name} was pushed, and the registry does not have it`,
    why: 'Another run pushed the same tag at the same time, or the registry answers with something old.',
    next: 'Run the job again; let only one workflow push this image.',
  });
}
