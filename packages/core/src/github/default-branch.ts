/**
 * The default branch, as the event that started the run has it; undefined when that does not tell it.
 * @param payload the event, as GitHub sent it
 */
export function defaultBranchOf(run: { event: string; ref: string }, payload: unknown): string | undefined {
  const { repository } = (payload ?? {}) as { repository?: { default_branch?: unknown } | null };
  const named = repository?.default_branch;
  if (typeof named === 'string' && named !== '') return named;
  // GitHub runs these on the default branch alone, and a schedule's payload may hold nothing else.
  const onDefault = run.event === 'schedule' || run.event === 'repository_dispatch';
  return onDefault ? /^refs\/heads\/(.+)$/.exec(run.ref)?.[1] : undefined;
}
