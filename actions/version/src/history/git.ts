import { type CommandResult, type Exec, Failure } from '@workaday/core';

export interface Git {
  /** Answers stdout; throws a Failure when Git answers an error. */
  read(args: readonly string[], input?: string): Promise<string>;
  /** Answers whatever Git says. */
  attempt(args: readonly string[]): Promise<CommandResult>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Settings of a machine or of a checkout that would change answers, or run programs. */
const settings = [
  'log.showSignature=false',
  'log.mailmap=true',
  'log.follow=false',
  'log.showRoot=true',
  'color.ui=false',
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'fetch.recurseSubmodules=false',
  'push.recurseSubmodules=no',
  'push.followTags=false',
  'push.gpgSign=false',
];

/** Git in the checkout, answering the same on every machine. */
export function gitIn(exec: Exec, workspace: string, env: Environment): Git {
  const fixed = [`safe.directory=${workspace}`, ...settings].flatMap((setting) => ['-c', setting]);
  const given = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const childEnv = { ...Object.fromEntries(given), GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
  const attempt = (args: readonly string[], input?: string) =>
    exec('git', [...fixed, ...args], {
      cwd: workspace,
      env: childEnv,
      ...(input === undefined ? {} : { input }),
    });
  return {
    attempt,
    read: async (args, input) => {
      const { exitCode, stdout, stderr } = await attempt(args, input);
      if (exitCode === 0) return stdout;
      throw gitFailure(args[0] ?? '', stderr.trim());
    },
  };
}

export const checkoutFix = [
  'Put this before the step:',
  '      - uses: actions/checkout@v5',
  '        with:',
  '          fetch-depth: 0',
].join('\n');

/** Names what people meet when the checkout is not what it has to be; anything else stays `git-failed`. */
function gitFailure(command: string, stderr: string): Failure {
  if (/not a git repository/.test(stderr)) {
    return new Failure({
      reason: 'no-repository',
      what: 'the workspace holds no Git repository',
      why: 'A version is worked out from commits and tags, so the history must be checked out.',
      next: checkoutFix,
      evidence: stderr,
    });
  }
  return new Failure({
    reason: 'git-failed',
    what: `git ${command} failed: ${stderr.split('\n').at(-1) ?? ''}`,
    next: 'See what Git says below; the checkout may be damaged. Run the job again with a fresh checkout.',
    evidence: stderr,
  });
}

export function unknownCommit(sha: string): Failure {
  return new Failure({
    reason: 'unknown-commit',
    what: `the checkout does not hold the commit of this run, ${sha}`,
    why: 'The repository has no commits, or another ref or repository was checked out.',
    next: `Check out the commit that started the run, with its history. ${checkoutFix}`,
  });
}

/**
 * The environment with a token for one server: in a variable, because an argument could be read by any process.
 * The empty value first drops what the checkout stored: two Authorization headers are refused by GitHub.
 */
export function withToken(env: Environment, serverUrl: string, token: string): Environment {
  if (token === '') return env;
  const count = Number(env['GIT_CONFIG_COUNT'] ?? 0);
  const key = `http.${serverUrl}/.extraheader`;
  return {
    ...env,
    GIT_CONFIG_COUNT: String(count + 2),
    [`GIT_CONFIG_KEY_${count}`]: key,
    [`GIT_CONFIG_VALUE_${count}`]: '',
    [`GIT_CONFIG_KEY_${count + 1}`]: key,
    [`GIT_CONFIG_VALUE_${count + 1}`]: `Authorization: Basic ${btoa(`x-access-token:${token}`)}`,
  };
}
