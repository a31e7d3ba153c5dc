import { Failure } from '@workaday/core';
import { revisionLabel } from './docker/build-command.ts';
import type { Ports } from './ports.ts';
import type { Registry } from './registry/client.ts';
import type { Target } from './services.ts';

/** Fails, with every service at once, when a build context or Dockerfile is not where it was looked for. */
export async function checkDockerfiles(targets: readonly Target[], { files }: Ports): Promise<void> {
  const found = await Promise.all(
    targets.map(async ({ service, context, dockerfile }) => {
      if (context !== '.' && (await files.kind(context)) !== 'directory') {
        return [{ what: `${service}: the build context ${context} is no folder of the checkout` }];
      }
      const kind = await files.kind(dockerfile);
      return kind === undefined || kind === 'directory'
        ? [{ what: `${service}: there is no ${dockerfile}` }]
        : [];
    }),
  );
  const problems = found.flat();
  if (problems.length === 0) return;
  throw new Failure({
    reason: 'no-dockerfile',
    what: problems.map((problem) => problem.what).join('; '),
    why: 'An image is built from a Dockerfile; paths are looked for from the root of the checkout.',
    next: 'Add the Dockerfile, or name it by `dockerfile` in workaday.yml or in the input. If nothing is there at all, is actions/checkout before this step?',
    problems,
  });
}

/** Digest of the image that the registry holds for this version and commit; undefined when it has to be built. */
export async function existingImage(
  target: Target,
  commit: string,
  registry: Registry,
): Promise<string | undefined> {
  const { path } = target.image;
  try {
    const found = await registry.manifest(path, target.tag);
    if (found === undefined) return undefined;
    const labels = await registry.labels(path, found.digest);
    return labels?.[revisionLabel] === commit ? found.digest : undefined;
  } catch (error) {
    // Registries refuse to read what does not exist yet; whether we may push is asked for separately.
    if (error instanceof Failure && ['push-refused', 'registry-auth'].includes(error.parts.reason))
      return undefined;
    throw error;
  }
}

/** Fails when no builder would answer; the docker command starts nothing here. */
export async function checkBuilder(env: Readonly<Record<string, string>>, { exec }: Ports): Promise<void> {
  const { exitCode, stdout, stderr } = await exec('docker', ['buildx', 'inspect'], { env });
  const said = `${stderr}\n${stdout}`.trim();
  const failed =
    /^(?:Error|error):\s*(.+)$/m.exec(stdout)?.[1] ?? (exitCode === 0 ? undefined : stderr.trim());
  if (failed === undefined) return;
  if (/buildx.*(is not a docker command|unknown)|unknown command: docker buildx|unknown flag/i.test(said)) {
    throw new Failure({
      reason: 'no-buildx',
      what: 'docker has no buildx plugin',
      why: 'Images are built with `docker buildx build`.',
      next: 'Install the package docker-buildx-plugin on the runner, or run this job on a GitHub-hosted runner, which has it.',
      evidence: said,
    });
  }
  throw new Failure({
    reason: 'no-builder',
    what: `no builder answers: ${failed.slice(0, 300)}`,
    why: env['BUILDX_BUILDER']
      ? `BUILDX_BUILDER names ${env['BUILDX_BUILDER']}.`
      : 'The docker daemon of the runner does not answer.',
    next: 'Start docker on the runner, or name a running builder by BUILDX_BUILDER; `docker buildx ls` shows them.',
    evidence: said,
  });
}
