import { StringDecoder } from 'node:string_decoder';
import { exec } from '@actions/exec';
import { Failure } from '../failure.ts';
import type { CommandOptions, CommandResult, Exec } from '../ports.ts';

/** Runs programs as the runner does, without a shell and without echoing the command line. */
export const nodeExec: Exec = async (program, args, options = {}) => {
  const collected: CommandResult = { exitCode: 0, stdout: '', stderr: '' };
  // A character of several bytes may be split between two chunks.
  const decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };
  const listen = options.onLine === undefined ? {} : { stdline: options.onLine, errline: options.onLine };
  try {
    collected.exitCode = await exec(JSON.stringify(program), [...args], {
      silent: true,
      ignoreReturnCode: true,
      ...optional(options),
      listeners: {
        stdout: (data) => {
          collected.stdout += decoders.stdout.write(data);
        },
        stderr: (data) => {
          collected.stderr += decoders.stderr.write(data);
        },
        ...listen,
      },
    });
  } catch (error) {
    throw new Failure({
      reason: 'missing-tool',
      what: `${program} could not be started`,
      why: error instanceof Error ? error.message : String(error),
      next: `Install ${program} on the runner, or run this job on a GitHub-hosted runner, which has it.`,
      cause: error,
    });
  }
  return collected;
};

function optional(options: CommandOptions) {
  return {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: { ...options.env } }),
    ...(options.input === undefined ? {} : { input: Buffer.from(options.input) }),
  };
}
