import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface ActCommand {
  readonly act: string;
  readonly folder: string;
  readonly event: string;
  readonly actor: string;
  readonly workflow: string;
  readonly labels: readonly string[];
  /** `owner/repo@ref` → folder that stands for it. */
  readonly repositories: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
}

/** act's arguments; secrets travel in files only. */
export function actArguments(command: ActCommand): string[] {
  return [
    command.event,
    ...[
      '--json',
      '--no-skip-checkout',
      '--insecure-secrets',
      '--no-cache-server',
      '--pull=false',
      '--rebuild=false',
    ],
    ...['--concurrent-jobs', '8', '--actor', command.actor, '--workflows', command.workflow],
    ...[
      '--eventpath',
      '../event.json',
      '--secret-file',
      '../secrets.yml',
      '--var-file',
      '../variables.yml',
      '--env-file',
      '../github.yml',
    ],
    ...command.labels.flatMap((label) => ['--platform', `${label}=-self-hosted`]),
    ...Object.entries(command.repositories).flatMap(([name, folder]) => [
      '--local-repository',
      `${name}=${folder}`,
    ]),
  ];
}

/** Runs act, handing over every line it writes; resolves to its exit code, or the signal it died of. */
export async function runAct(
  command: ActCommand,
  onLine: (line: string) => void,
): Promise<number | NodeJS.Signals> {
  const child = spawn(command.act, actArguments(command), {
    cwd: command.folder,
    env: command.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  createInterface({ input: child.stdout }).on('line', onLine);
  createInterface({ input: child.stderr }).on('line', onLine);
  return new Promise((resolve, reject) => {
    child.on('error', (error) =>
      reject(new Error(`act could not be started from ${command.act}.`, { cause: error })),
    );
    child.on('close', (code, signal) => resolve(signal ?? code ?? 1));
  });
}
