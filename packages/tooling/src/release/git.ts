import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Runs git with this environment on top of a clean one; answers stdout without its last newline. */
export type Git = (args: readonly string[], options?: GitOptions) => Promise<string>;

export interface GitOptions {
  env?: Readonly<Record<string, string>>;
  input?: string;
}

/** Git in a folder. Variables by which a hook or a caller redirects git are not passed on. */
export function gitIn(folder: string, env: Readonly<Record<string, string>> = {}): Git {
  return async (args, options = {}) => {
    const running = execute('git', [...args], {
      cwd: folder,
      env: { ...inherited(), GIT_TERMINAL_PROMPT: '0', ...env, ...options.env },
      maxBuffer: 256 * 1024 * 1024,
    });
    // A git that ends before it has read everything says why by its exit code.
    running.child.stdin?.on('error', () => {});
    running.child.stdin?.end(options.input ?? '');
    try {
      return (await running).stdout.replace(/\n$/, '');
    } catch (error) {
      const { stderr = '' } = error as { stderr?: string };
      const command = withoutCredentials(['git', ...args].join(' '));
      throw new Error(
        `${command} failed in ${folder}: ${withoutCredentials(stderr.trim()) || String(error)}`,
      );
    }
  };
}

/** Hides the user part of every URL in a text. */
export function withoutCredentials(text: string): string {
  return text.replace(/(https?:\/\/)[^/\s@]+@/g, '$1');
}

/** Variables that let git authenticate at a remote without the token reaching an argument vector or a file. */
export function authentication(remote: string, token: string): Record<string, string> {
  if (token === '' || !/^https?:\/\//.test(remote)) return {};
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  return {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${new URL(remote).origin}/.extraheader`,
    GIT_CONFIG_VALUE_0: `AUTHORIZATION: basic ${basic}`,
  };
}

function inherited(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^GIT_(DIR|WORK_TREE|INDEX_FILE|COMMON_DIR|OBJECT_DIRECTORY|NAMESPACE|PREFIX)$/.test(name),
    ),
  );
}
