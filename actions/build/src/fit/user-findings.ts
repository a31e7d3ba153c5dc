import type { Finding } from './finding.ts';
import type { Runtime } from './runtime.ts';

const rootUser = /^(|0+|root)(:|$)/;

/** What will hurt in the user that the container starts as. */
export function userFindings({ user, ports }: Runtime, file: string): Finding[] {
  if (user === undefined) return [];
  const place = { file, line: user.line };
  if (rootUser.test(user.value)) {
    return [
      {
        rule: 'runs-as-root',
        what: 'the container runs as root',
        why: 'A pod with `runAsNonRoot: true`, or a namespace with the restricted Pod Security Standard, refuses it; and whoever breaks into the app has the rights of root in the container.',
        next: 'Write `USER 1000` (any number above 0) below the last line that needs root, and give that user what the app writes.',
        place,
      },
    ];
  }
  const low = (ports?.value ?? []).filter(
    (port) => /^\d+(\/|$)/.test(port) && Number.parseInt(port, 10) < 1024,
  );
  return [
    !/^\d+(:|$)/.test(user.value) && {
      rule: 'user-not-numeric' as const,
      what: 'USER is a name, not a number',
      why: 'With `runAsNonRoot: true` and no `runAsUser`, Kubernetes cannot tell whether a name is root, and refuses the pod (CreateContainerConfigError).',
      next: 'Write the number of the user: `USER 1000`.',
      place,
    },
    low.length > 0 && {
      rule: 'privileged-port' as const,
      what: `port ${low.map((port) => Number.parseInt(port, 10)).join(', ')} is exposed by a user that is not root`,
      why: 'On nodes that keep ports below 1024 for root, the app cannot listen there ("permission denied").',
      next: 'Listen on a port such as 8080; the Service may still offer it as 80.',
      place: { file, line: ports?.line },
    },
  ].filter((finding) => finding !== false);
}
