import { Failure } from '@workaday/core';
import type { Ports } from './ports.ts';

/** Seconds since 1970 of this run's commit, or what SOURCE_DATE_EPOCH says. */
export async function commitTime({ context, env, exec }: Ports): Promise<number> {
  const given = env['SOURCE_DATE_EPOCH'];
  if (given !== undefined && given !== '') {
    if (/^\d+$/.test(given)) return Number(given);
    throw new Failure({
      reason: 'bad-input',
      what: `SOURCE_DATE_EPOCH is ${JSON.stringify(given)}, expected seconds since 1970`,
      next: 'Write it like SOURCE_DATE_EPOCH: 1767225600, or leave it out: then it is the time of the commit.',
    });
  }
  const show = [
    '-c',
    'safe.directory=*',
    'show',
    '--no-patch',
    '--no-show-signature',
    '--format=%ct',
    context.sha,
    '--',
  ];
  const { exitCode, stdout, stderr } = await exec('git', show, { cwd: context.workspace });
  if (exitCode === 0 && /^\d+\s*$/.test(stdout)) return Number(stdout);
  throw new Failure({
    reason: 'bad-input',
    what: `input reproducible is true, and the time of the commit ${context.sha} is not known: ${stderr.trim().slice(0, 300)}`,
    next: 'Put actions/checkout before this step, or set SOURCE_DATE_EPOCH.',
  });
}
