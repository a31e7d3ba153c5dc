import type { ProcessOne } from './process-one.ts';
import { argumentsOf, baseName, isAssignment } from './shell.ts';

/** Runners whose scripts start the app below a shell of their own, which dies of SIGTERM without telling it. */
const scriptRunners = /^(npm|yarn|pnpm)$/;
const scriptCommands = /^(start|run|run-script|serve|dev)$/;
/** Shells that give their place to the last program of a text by themselves; Debian's and Ubuntu's `sh`, dash, does not. */
const givingWay = /^(bash|ash)$/;
/** Images whose `sh` is BusyBox or bash. */
const givingWayBases = /alpine|busybox|fedora|centos|rockylinux|almalinux|oraclelinux|amazonlinux|\bubi\d/;

/** Who stands between SIGTERM and the app: a shell's or runner's name; undefined when the app hears it. */
export function deafProcess(process: ProcessOne, base: string | undefined): string | undefined {
  if (process.underInit) return undefined;
  if (process.shell !== undefined && keepsShell(process.shell, base)) return process.shell.name;
  const last = process.shell?.commands.at(-1)?.words ?? process.argv;
  const [program = '', ...rest] = argumentsOf(last);
  const command = rest.find((word) => !word.startsWith('-')) ?? '';
  const name = baseName(program);
  return scriptRunners.test(name) && scriptCommands.test(command) ? `${name} ${command}` : undefined;
}

function keepsShell({ name, commands }: NonNullable<ProcessOne['shell']>, base = ''): boolean {
  const first = commands.map(({ words }) => words.find((word) => !isAssignment(word)));
  if (first.length === 0 || first.includes('exec') || first.includes('trap')) return false;
  const givesWay = givingWay.test(name) || (name === 'sh' && givingWayBases.test(base));
  return !givesWay || commands.some(({ operator }) => operator === '|' || operator === '&');
}
