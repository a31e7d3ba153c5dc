interface Rule {
  /** A strict build fails at warnings, never at notices. */
  level: 'warning' | 'notice';
  /** One sentence for the README. */
  about: string;
}

function closed<const Names extends string>(rules: Record<Names, Rule>): Readonly<Record<Names, Rule>> {
  return rules;
}

/** All that the check for Kubernetes can say: a closed list. */
export const rules = closed({
  'runs-as-root': {
    level: 'warning',
    about: 'The container starts as root, which hardened namespaces refuse.',
  },
  'several-daemons': {
    level: 'warning',
    about: 'One container starts several daemons, of which Kubernetes sees only one.',
  },
  'shell-as-pid-1': {
    level: 'warning',
    about: 'A shell or a script runner is process 1, and the app never hears SIGTERM.',
  },
  'no-command': { level: 'warning', about: 'The image has neither CMD nor ENTRYPOINT.' },
  'stop-signal': { level: 'warning', about: 'STOPSIGNAL is SIGKILL, so the app cannot end its work.' },
  sudo: { level: 'warning', about: 'The container starts through sudo, which hardened pods forbid.' },
  'ssh-daemon': { level: 'warning', about: 'The image holds or starts an SSH daemon.' },
  'docker-in-docker': {
    level: 'warning',
    about: "The container runs Docker, or expects the node's Docker socket.",
  },
  'writes-outside-volumes': {
    level: 'warning',
    about: 'The Dockerfile makes folders for the app to write into, and declares no VOLUME for them.',
  },
  'huge-layer': { level: 'warning', about: 'One layer is larger than 500 MB, compressed.' },
  'huge-image': { level: 'warning', about: 'All layers together are larger than 1 GB, compressed.' },
  'latest-base': { level: 'warning', about: 'A base image has no tag, or the tag `latest`, and no digest.' },
  'secret-in-history': {
    level: 'warning',
    about: 'ENV, ARG, LABEL, a step, or the history of the image holds what looks like a secret.',
  },
  'secret-file-copied': {
    level: 'warning',
    about: 'A file that holds credentials by its nature is copied into the image.',
  },
  'git-in-image': { level: 'warning', about: 'The whole context is copied, with the history in `.git`.' },
  'copies-everything': {
    level: 'notice',
    about: 'The whole context is copied, and no .dockerignore keeps anything out.',
  },
  'npmrc-copied': {
    level: 'notice',
    about: 'An `.npmrc`, which may hold a token, is copied into the image.',
  },
  'user-not-numeric': { level: 'notice', about: 'USER is a name, which `runAsNonRoot` cannot check.' },
  'privileged-port': { level: 'notice', about: 'A port below 1024 is exposed by a user that is not root.' },
  'healthcheck-ignored': { level: 'notice', about: 'HEALTHCHECK is there, and Kubernetes does not read it.' },
  'layers-with-package-cache': { level: 'notice', about: 'A layer keeps the lists of a package manager.' },
  'add-remote': { level: 'notice', about: 'ADD loads a remote file without a checksum.' },
});

export type RuleName = keyof typeof rules;
