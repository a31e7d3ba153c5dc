/** Where a workflow file comes from: the repository and the ref by which it was named. */
export interface Origin {
  readonly repository: string;
  readonly ref: string;
}

export interface RemoteUses {
  readonly repository: string;
  readonly path: string;
  readonly ref: string;
}

/** `owner/repo/some/path@ref`, taken apart; undefined for local and docker references. */
export function parseUses(uses: string): RemoteUses | undefined {
  const found = /^([\w.-]+\/[\w.-]+)(?:\/([^@]+))?@(.+)$/.exec(uses);
  if (!found || uses.startsWith('docker:')) return undefined;
  return { repository: found[1] as string, path: found[2] ?? '', ref: found[3] as string };
}

export function formatUses(uses: RemoteUses): string {
  return `${uses.repository}${uses.path === '' ? '' : `/${uses.path}`}@${uses.ref}`;
}

/** A step's `uses`, with `$/x` (this file's repository, at this commit) in the form that act understands. */
export function stepUses(uses: string, origin: Origin): string {
  return uses.startsWith('$/') ? formatUses({ ...origin, path: uses.slice(2) }) : uses;
}

/** A job's `uses`: a called workflow named by `./` or `$/` is of the caller's repository and commit. */
export function workflowUses(uses: string, origin: Origin): string {
  return /^[.$]\//.test(uses) ? formatUses({ ...origin, path: uses.slice(2) }) : uses;
}
