import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type FakeDocker, fakeDocker } from '../support/fake-docker.ts';
import { type Step, startStep } from '../support/step.ts';

const env = (name: string) => process.env[name] ?? '';
const docker = execFileSync('sh', ['-c', 'command -v docker'], { encoding: 'utf8' }).trim();

let wrapper: FakeDocker;
let step: Step | undefined;
beforeEach(() => {
  wrapper = fakeDocker({ real: docker });
});
afterEach(() => {
  step?.remove();
  wrapper.remove();
});

/** Processes whose environment or arguments name a folder; docker, its plugins and what they have started do. */
function processesNaming(folder: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return false;
    try {
      return ['environ', 'cmdline'].some((file) =>
        readFileSync(`/proc/${pid}/${file}`, 'utf8').includes(folder),
      );
    } catch (error) {
      if (['ENOENT', 'ESRCH', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
      throw error;
    }
  });
}

/** Seconds that the step sleeps, by which it is found among the processes: the builders run on this machine. */
const sleeper = String(600_000_000 + process.pid);

async function startSleeping(variables: Record<string, string>): Promise<Step> {
  const started = startStep({
    files: {
      Dockerfile: [
        `FROM ${env('WORKADAY_REGISTRY')}/library/node:24-slim`,
        `RUN --mount=type=secret,id=key echo step-has-begun-$(date +%s%N); sleep ${sleeper}`,
      ].join('\n'),
    },
    inputs: {
      image: `${env('WORKADAY_REGISTRY')}/cancel/${process.pid}-${Date.now()}`,
      'build-secrets': 'key=canary-value',
    },
    env: {
      PATH: `${wrapper.folder}:${process.env['PATH']}`,
      DOCKER_HOST: env('DOCKER_HOST'),
      DOCKER_CONFIG: env('DOCKER_CONFIG'),
      ...variables,
    },
  });
  step = started;
  await vi.waitFor(() => expect(started.log()).toMatch(/step-has-begun-\d/), { timeout: 120_000 });
  return started;
}

const builders = [
  ["docker's own driver", () => ({})],
  ['a remote BuildKit', () => ({ BUILDX_BUILDER: env('WORKADAY_BUILDER') })],
] as const;

describe.each(builders)('a build on %s that is cancelled in a step', (_, variables) => {
  it.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)('by %s leaves nothing behind', async (signal) => {
    const begun = await startSleeping(variables());
    expect(processesNaming(begun.root).length).toBeGreaterThan(2);
    expect(processesNaming(sleeper)).not.toEqual([]);
    begun.child.kill(signal);
    expect(await begun.ended).toEqual({ code: null, signal });
    if (signal === 'SIGKILL') expect(begun.left()).not.toEqual([]);
    else await vi.waitFor(() => expect(processesNaming(begun.root)).toEqual([]));
    expect(await begun.post()).toMatchObject({ code: 0 });
    await vi.waitFor(() => expect(processesNaming(begun.root)).toEqual([]), { timeout: 10_000 });
    expect(begun.left()).toEqual([]);
    expect(begun.written('GITHUB_OUTPUT')).toBe('');
    // The builder gives up, too, when its client is gone.
    await vi.waitFor(() => expect(processesNaming(sleeper)).toEqual([]), { timeout: 30_000 });
  });
});
