import { Failure } from '@workaday/core';

export const usage = `usage: workaday COMMAND [OPTIONS]

workaday init      writes what a repository needs to ship: workflows, workaday.yml, and, where missing,
                   Dockerfile and manifests; it explains each choice, and overwrites nothing without asking
workaday doctor    checks a repository, its GitHub environment, registry and cluster, and says what to fix

init:
  --dir DIR          folder of the app (default: here)
  --org NAME         organisation that mirrors workaday (default: owner of the remote origin)
  --app NAME         name of the app (default: name of the repository)
  --kind KIND        node, go, python or static, where the folder could be several
  --entry PATH       file that starts the app, package of a Go program, or folder of a static site
  --port PORT        port that the app listens on
  --health PATH      path that answers 200 when the app may be asked
  --overwrite PATH   may replace this existing file; once for each
  --dry-run          says what would be written
  --yes              asks nothing: writes what is missing, leaves the rest

doctor:
  --dir DIR          folder of the repository (default: here)
  --environment NAME environment to check (default: production)
  --kubeconfig FILE  credential of the deployer, to check the cluster (default: $KUBECONFIG)
  --offline          checks the files only
  GITHUB_TOKEN or GH_TOKEN lets it ask GitHub.

both:
  --json             one JSON object on standard output
  --help, --version

exit codes: 0 done, or no problem found; 1 a problem was found, or it could not be done; 2 the command line is wrong
`;

export const badUsage = 'bad-usage';

/** What is wrong with a command line, all of it. */
export function usageFailure(problems: readonly string[]): Failure {
  return new Failure({
    reason: badUsage,
    what: problems.join('; '),
    next: 'Nothing was touched. `workaday --help` shows every option.',
    problems: problems.map((what) => ({ what })),
  });
}
