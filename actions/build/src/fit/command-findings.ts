import type { Place } from '@workaday/core';
import { severalDaemons } from './daemons.ts';
import type { Finding } from './finding.ts';
import { processOne, startedCommands } from './process-one.ts';
import { programFindings } from './programs.ts';
import type { Runtime, Setting } from './runtime.ts';
import { deafProcess } from './signals.ts';

/** What will hurt in the command that the container starts. */
export function commandFindings({ base, entrypoint, command }: Runtime, file: string): Finding[] {
  if (entrypoint === undefined && command === undefined) return [];
  const argv = [...(entrypoint?.value ?? []), ...(command?.value ?? [])];
  const place: Place = { file, line: lastLine(command, entrypoint) };
  if (argv.length === 0) {
    if (entrypoint === undefined || command === undefined) return [];
    return [
      {
        rule: 'no-command',
        what: 'the image has neither CMD nor ENTRYPOINT',
        why: 'A container whose manifest names no `command` cannot be started.',
        next: 'Write `CMD ["program", "argument"]` at the end of the Dockerfile.',
        place,
      },
    ];
  }
  const process = processOne(argv);
  const daemons = severalDaemons(process);
  const deaf = deafProcess(process, base);
  const told: Finding[] = [];
  if (daemons !== undefined) {
    told.push({
      rule: 'several-daemons',
      what: `the container starts several daemons (${daemons})`,
      why: 'Kubernetes sees one process: when another dies, the pod stays ready and broken; they cannot be scaled, limited or restarted each for itself, and their logs are mixed.',
      next: 'Make one image and one Deployment of each, or a second container of the same pod where they must share files.',
      place,
    });
  } else if (deaf !== undefined) {
    told.push({
      rule: 'shell-as-pid-1',
      what: `${deaf} is process 1 of the container, not the app`,
      why: 'It does not hand SIGTERM on to the app: with each rollout the app is killed in the midst of its requests, at the latest after the grace period.',
      next: 'Start the app itself, as JSON: `CMD ["node", "server.js"]`; a shell that must come first ends with `exec app`.',
      place,
    });
  }
  return [...told, ...programFindings(startedCommands(process), place)];
}

function lastLine(...settings: (Setting<unknown> | undefined)[]): number | undefined {
  const lines = settings.flatMap((setting) => setting?.line ?? []);
  return lines.length === 0 ? undefined : Math.max(...lines);
}
