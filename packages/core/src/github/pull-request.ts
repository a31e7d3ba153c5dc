/** A pull request, as the event that started the run has it. */
export interface PullRequest {
  number: number;
  title: string;
}

/** @param event JSON of the event; undefined when the event is of no pull request, or the file cannot be read */
export function pullRequestOf(event: string | undefined): PullRequest | undefined {
  const parsed: unknown = event === undefined ? null : JSON.parse(event);
  const pull = (parsed as { pull_request?: { number?: unknown; title?: unknown } | null } | null)
    ?.pull_request;
  return typeof pull?.number === 'number' && typeof pull.title === 'string'
    ? { number: pull.number, title: pull.title }
    : undefined;
}
