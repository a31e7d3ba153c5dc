import { type Exec, Failure } from '@workaday/core';

/** Answers stdout of a command; throws a Failure when Git answers an error. */
export type Git = (...args: readonly string[]) => Promise<string>;

type Environment = Readonly<Record<string, string | undefined>>;

export const checkoutFix = [
  'Put this before the step:',
  '      - uses: actions/checkout@v5',
  '        with:',
  '          fetch-depth: 0',
].join('\n');

/** Git in the checkout, with the settings of the machine that would change its answers switched off. */
export function gitIn(exec: Exec, workspace: string, env: Environment): Git {
  const fixed = [
    '-c',
    `safe.directory=${workspace}`,
    '-c',
    'log.showSignature=false',
    '-c',
    'log.mailmap=true',
  ];
  const childEnv = {
    ...Object.fromEntries(
      Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  };
  return async (...args) => {
    const { exitCode, stdout, stderr } = await exec('git', [...fixed, ...args], {
      cwd: workspace,
      env: childEnv,
    });
    if (exitCode === 0) return stdout;
    throw gitFailure(args[0] ?? '', stderr.trim());
  };
}

/** Names what people meet when the checkout is not what it has to be; anything else stays `git-failed`. */
export function gitFailure(command: string, stderr: string): Failure {
  if (/not a git repository/.test(stderr)) {
    return new Failure({
      reason: 'no-repository',
      what: 'the workspace holds no Git repository',
      why: 'A version is worked out from commits and tags, so the history must be checked out.',
      next: checkoutFix,
      evidence: stderr,
    });
  }
  if (/unknown revision|bad revision|bad object|ambiguous argument/.test(stderr)) {
    return new Failure({
      reason: 'unknown-commit',
      what: 'the checkout does not hold the commit of this run',
      why: 'The repository has no commits, or another ref or repository was checked out.',
      next: `Check out the commit that started the run, with its history. ${checkoutFix}`,
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

/** The environment with a token for one server: in a variable, because an argument could be read by any process. */
export function withToken(env: Environment, serverUrl: string, token: string): Environment {
  const count = Number(env['GIT_CONFIG_COUNT'] ?? 0);
  return {
    ...env,
    GIT_CONFIG_COUNT: String(count + 1),
    [`GIT_CONFIG_KEY_${count}`]: `http.${serverUrl}/.extraheader`,
    [`GIT_CONFIG_VALUE_${count}`]: `Authorization: Basic ${btoa(`x-access-token:${token}`)}`,
  };
}
