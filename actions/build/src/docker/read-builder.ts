import { Failure } from '@workaday/core';
import type { Ports } from '../ports.ts';
import { type Builder, parseInfo, parseInspect } from './builder.ts';

type Environment = Readonly<Record<string, string>>;

/** Asks docker for the builder of this run; fails when none would answer. Nothing is started or pulled. */
export async function readBuilder(chosen: string, env: Environment, { exec }: Ports): Promise<Builder> {
  const inspect = ['buildx', 'inspect', ...(chosen === '' ? [] : [`--builder=${chosen}`])];
  const [answer, info] = await Promise.all([
    exec('docker', inspect, { env }),
    exec('docker', ['info', '--format', '{{json .}}'], { env }),
  ]);
  const said = `${answer.stderr}\n${answer.stdout}`.trim();
  const found = parseInspect(answer.stdout);
  const error = found.error ?? (answer.exitCode === 0 ? undefined : lastLine(answer.stderr));
  if (error !== undefined) throw noBuilder(error, said, chosen || env['BUILDX_BUILDER'] || '');
  if (found.driver !== 'docker') return { ...found, store: undefined, dataFolder: undefined };
  if (info.exitCode !== 0) throw noBuilder(lastLine(info.stderr), info.stderr, '');
  return { ...found, ...parseInfo(info.stdout) };
}

const lastLine = (text: string) => text.trim().split('\n').at(-1) ?? '';

function noBuilder(error: string, said: string, name: string): Failure {
  if (/buildx.*(is not a docker command|unknown)|unknown command: docker buildx|unknown flag/i.test(said)) {
    return new Failure({
      reason: 'no-buildx',
      what: 'docker has no buildx plugin',
      why: 'Images are built with `docker buildx build`.',
      next: 'Install the package docker-buildx-plugin on the runner, or run this job on a GitHub-hosted runner, which has it.',
      evidence: said,
    });
  }
  return new Failure({
    reason: 'no-builder',
    what: `no builder answers: ${error.slice(0, 300)}`,
    why: name ? `The builder ${name} was asked for.` : 'The docker daemon of the runner does not answer.',
    next: 'Start docker on the runner, or name a running builder by `builder`; `docker buildx ls` shows them.',
    evidence: said,
  });
}
