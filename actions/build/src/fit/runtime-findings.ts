import { commandFindings } from './command-findings.ts';
import type { Finding } from './finding.ts';
import type { Runtime } from './runtime.ts';
import { userFindings } from './user-findings.ts';

/** What will hurt in the way the image is started. */
export function runtimeFindings(runtime: Runtime, file: string): Finding[] {
  return [
    ...userFindings(runtime, file),
    ...commandFindings(runtime, file),
    ...stopSignalFindings(runtime, file),
  ];
}

function stopSignalFindings({ stopSignal }: Runtime, file: string): Finding[] {
  if (stopSignal === undefined || !/^(SIG)?KILL$|^9$/i.test(stopSignal.value)) return [];
  return [
    {
      rule: 'stop-signal',
      what: 'STOPSIGNAL is SIGKILL',
      why: 'The app is killed in the midst of its requests with each rollout: there is no grace period.',
      next: 'Remove the line: SIGTERM is the default. Let the app end its requests when it comes.',
      place: { file, line: stopSignal.line },
    },
  ];
}
