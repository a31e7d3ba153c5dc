import { Failure } from '@workaday/core';
import type { Ports } from './ports.ts';
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
