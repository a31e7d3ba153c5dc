import { errorMessage, Failure } from '../failure.ts';

/** HTTP status of an error thrown by the client; undefined when there was no answer. */
export function statusOf(error: unknown): number | undefined {
  const status = (error as { status?: unknown } | null)?.status;
  return typeof status === 'number' ? status : undefined;
}

/**
 * A GitHub error as a person can act on it.
 * @param doing what was tried, e.g. "creating the tag v1.2.3"
 * @param permission the line of `permissions:` that it needs, e.g. "contents: write"
 */
export function githubFailure(error: unknown, doing: string, permission: string): Failure {
  const status = statusOf(error);
  const said = `${doing} was refused by GitHub: ${errorMessage(error)}`;
  if (status === 401 || status === 403 || status === 404) {
    return new Failure({
      reason: 'github-permission',
      what: said,
      why: `The token has no right to it (HTTP ${status}), or a ruleset forbids it.`,
      next: `Give the job \`permissions: { ${permission} }\`, in the calling workflow too, and check the rulesets for this ref.`,
      cause: error,
    });
  }
  return new Failure({
    reason: 'github-unavailable',
    what: status === undefined ? `${doing} got no answer from GitHub: ${errorMessage(error)}` : said,
    next: 'Run the job again; it continues where it stopped. If it persists, see githubstatus.com.',
    cause: error,
  });
}
