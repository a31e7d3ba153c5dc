const megabyte = 1_000_000;

/**
 * Bytes that all bundles of an action may have together: they are downloaded by every job. These hold the cluster's line
 * and its rights, or the probes; who rolls back needs both, and GitHub's client.
 */
const budgets: Readonly<Record<string, number>> = {
  deploy: 2 * megabyte,
  'smoke-test': 2 * megabyte,
  rollback: 2 * megabyte,
};

export function budgetOf(action: string): number {
  return budgets[action] ?? megabyte;
}

/** A line for people: `deploy: 1.42 MB of 2.00 MB`. */
export function sizeLine(action: string, bytes: number): string {
  const inMegabytes = (value: number) => `${(value / megabyte).toFixed(2)} MB`;
  return `${action}: ${inMegabytes(bytes)} of ${inMegabytes(budgetOf(action))}`;
}

/** The actions that are over their budget, as sentences. */
export function overBudget(sizes: ReadonlyMap<string, number>): string[] {
  return [...sizes]
    .filter(([action, bytes]) => bytes > budgetOf(action))
    .map(
      ([action, bytes]) =>
        `${sizeLine(action, bytes)}: too large; import less, or raise its budget in bundle/budget.ts with a reason`,
    );
}
