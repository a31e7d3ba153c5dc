import type { Place } from '@workaday/core';
import type { Finding } from './finding.ts';
import { argumentsOf, baseName, type SimpleCommand } from './shell.ts';

const texts = {
  sudo: {
    what: 'the container starts through sudo',
    why: 'With `allowPrivilegeEscalation: false`, which hardened namespaces ask for, sudo gives no rights, and the container ends.',
    next: 'Start the app as its own user; do in the build what needs root.',
  },
  'ssh-daemon': {
    what: 'the image holds an SSH daemon',
    why: 'It is a second way in that no right of the cluster governs and no audit log sees, with keys of its own.',
    next: 'Leave it out: `kubectl exec` and `kubectl debug` open a shell, by the rights of the cluster.',
  },
  'docker-in-docker': {
    what: "the container runs Docker, or expects the node's Docker socket",
    why: 'Nodes have containerd and no Docker socket; a daemon of its own needs a privileged container, which owns the node.',
    next: 'Build images in the pipeline; start other work as Jobs through the API of Kubernetes.',
  },
} as const;

type ProgramRule = keyof typeof texts;

/** Programs that have no place in a pod, whoever starts them. */
const programs: readonly [pattern: RegExp, rule: ProgramRule][] = [
  [/^sudo$/, 'sudo'],
  [/^sshd$/, 'ssh-daemon'],
  [/^dockerd(-entrypoint\.sh)?$/, 'docker-in-docker'],
];

export function programFindings(commands: readonly SimpleCommand[], place: Place): Finding[] {
  const names = commands.map(({ words }) => baseName(argumentsOf(words)[0] ?? ''));
  return programs
    .filter(([pattern]) => names.some((name) => pattern.test(name)))
    .map(([, rule]) => programFinding(rule, place));
}

/** Told of the container's command and of lines of the Dockerfile in the same words. */
export function programFinding(rule: ProgramRule, place: Place): Finding {
  return { rule, ...texts[rule], place };
}
