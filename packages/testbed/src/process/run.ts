import { spawn } from 'node:child_process';

export type RunOptions = { cwd?: string; env?: NodeJS.ProcessEnv; input?: string };

const lastLines = (text: string, count: number) => text.trimEnd().split('\n').slice(-count).join('\n');

/**
 * Runs a command to its end and gives what it wrote to standard output.
 * Throws when it cannot start or does not exit with 0, naming the command and its last 20 lines.
 */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let stdout = '';
    let both = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      both += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      both += text;
    });
    // A command that ends without reading its input is judged by its exit code, not by the broken pipe.
    child.stdin.on('error', () => undefined).end(options.input ?? '');
    child.on('error', (cause) =>
      reject(new Error(`${command} could not be started: ${cause.message}`, { cause })),
    );
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(stdout);
      const end = signal ? `was ended by ${signal}` : `failed with exit code ${code}`;
      reject(new Error(`${[command, ...args].join(' ')} ${end}:\n${lastLines(both, 20)}`));
    });
  });
}
