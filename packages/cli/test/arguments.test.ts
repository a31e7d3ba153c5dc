import { Failure } from '@workaday/core';
import { describe, expect, it } from 'vitest';
import { readArguments } from '../src/arguments.ts';

function problemsOf(argv: readonly string[]): string[] {
  try {
    readArguments(argv);
  } catch (error) {
    if (error instanceof Failure) return (error.parts.problems ?? []).map(({ what }) => what);
    throw error;
  }
  return [];
}

describe('a command line', () => {
  it('is read', () => {
    const argv = [
      'init',
      '--dir',
      'x',
      '--port=3000',
      '--overwrite',
      'a',
      '--overwrite',
      'b',
      '--dry-run',
      '-y',
    ];
    expect(readArguments(argv)).toMatchObject({
      command: 'init',
      dir: 'x',
      port: 3000,
      overwrite: ['a', 'b'],
      dryRun: true,
      yes: true,
      json: false,
    });
    expect(readArguments(['doctor', '--json'])).toMatchObject({
      command: 'doctor',
      dir: '.',
      environment: 'production',
      json: true,
    });
    expect(readArguments(['init', '--help'])).toEqual({ command: 'help' });
    expect(readArguments(['--version'])).toEqual({ command: 'version' });
  });

  it('is refused with all that is wrong with it', () => {
    const argv = ['init', '--port', '99999', '--kind', 'rust', '--org', 'a b', '--colour', 'extra'];
    expect(problemsOf(argv)).toEqual([
      '--colour is no option of init',
      '"extra" is not expected here',
      '--org is "a b", expected the name of an organisation, such as acme',
      '--kind is "rust", expected one of node, go, python, static',
      '--port is "99999", expected a number from 1 to 65535, such as 8080',
    ]);
  });

  it.each([
    [[], /no command/],
    [['ship'], /"ship" is no command/],
    [['init', '--app'], /--app needs a value/],
    [['init', '--app', '--yes'], /looks like the next option/],
    [['init', '--json=yes'], /--json takes no value/],
    [['init', '--app', 'Shop'], /--app is "Shop"/],
    [['init', '--health', 'healthz'], /--health is "healthz"/],
    [['init', '--entry', '../x'], /--entry is "\.\.\/x"/],
    [['init', '--entry', 'a"; b'], /--entry is/],
    [['doctor', '--yes'], /--yes is no option of doctor/],
  ])('%j is refused', (argv, problem) => {
    expect(problemsOf(argv)[0]).toMatch(problem);
  });
});
