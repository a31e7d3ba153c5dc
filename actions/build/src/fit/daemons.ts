import { type ProcessOne, startedCommands } from './process-one.ts';
import { argumentsOf, baseName, type SimpleCommand } from './shell.ts';

const supervisors = new Map([
  ['supervisord', 'supervisord'],
  ['s6-svscan', 's6'],
  ['s6-overlay-suexec', 's6'],
  ['runsvdir', 'runit'],
  ['runsvdir-start', 'runit'],
  ['my_init', 'runit'],
  ['systemd', 'systemd'],
  ['circusd', 'circus'],
  ['monit', 'monit'],
  ['foreman', 'foreman'],
  ['honcho', 'honcho'],
  ['overmind', 'overmind'],
  ['concurrently', 'concurrently'],
]);
/** Where s6-overlay and the distributions have their init. */
const initPaths = new Map([
  ['/init', 's6'],
  ['/sbin/init', 'systemd'],
  ['/usr/sbin/init', 'systemd'],
]);
/** What a shell does around a child of its own, e.g. to hand signals on to it. */
const jobControl = new Set(['wait', 'trap', 'echo', 'exit', 'kill', 'true', ':']);

/** How the container's command starts several daemons: the program or construct at fault; undefined when it does not. */
export function severalDaemons(process: ProcessOne): string | undefined {
  const commands = startedCommands(process);
  for (const [index, command] of commands.entries()) {
    const argv = argumentsOf(command.words);
    const supervisor = supervisorOf(argv);
    if (supervisor !== undefined) return supervisor;
    const rest = commands.slice(index + 1);
    if (daemonises(argv) && rest.some(doesWork)) return `${baseName(argv[0] ?? '')} in the background`;
    if (command.operator === '&' && rest.some(doesWork)) return '`&`';
  }
  return undefined;
}

function supervisorOf(argv: readonly string[]): string | undefined {
  const [program = '', first = '', second = ''] = argv;
  const name = baseName(program);
  if (/^(npx|bunx)$/.test(name)) return supervisors.get(first);
  if (/^python\d?/.test(name) && first === '-m') return supervisors.get(second);
  return initPaths.get(program) ?? supervisors.get(name);
}

function doesWork({ words }: SimpleCommand): boolean {
  const [program] = argumentsOf(words);
  return program !== undefined && !jobControl.has(program);
}

/** Calls that come back while the daemon goes on. */
function daemonises([program = '', ...rest]: readonly string[]): boolean {
  const name = baseName(program);
  if (name === 'service') return rest[1] === 'start';
  if (program.startsWith('/etc/init.d/')) return rest[0] === 'start';
  if (/^(cron|crond|rsyslogd|sshd)$/.test(name)) return !rest.some((word) => /^-[fnDd]/.test(word));
  if (name === 'nginx') return rest.length === 0;
  return /^php-fpm[\d.]*$/.test(name) && rest.some((word) => word === '-D' || word === '--daemonize');
}
