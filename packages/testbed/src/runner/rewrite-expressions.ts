import { withoutSkippedOutputs } from './skipped-outputs.ts';

/** What stands for secrets (by their names in upper case, as GitHub compares them) and vars within expressions. */
export interface Renames {
  readonly secrets: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
}

const contextName = /\b(secrets|vars|github)(?:\.([A-Za-z_][\w-]*)|\[\s*'([^']*)'\s*\])/gi;

/**
 * Renames secrets and variables inside every `${{ }}` of a YAML value (and nowhere else). `github.token` is the secret
 * GITHUB_TOKEN by another name.
 */
export function rewriteExpressions<T>(value: T, renames: Renames): T {
  if (typeof value === 'string')
    return value.replaceAll(/\$\{\{[\s\S]*?\}\}/g, (expression) =>
      rewriteExpression(expression, renames),
    ) as T;
  if (Array.isArray(value)) return value.map((one) => rewriteExpressions(one, renames)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [key, rewriteExpressions(child, renames)]),
  ) as T;
}

function rewriteExpression(expression: string, renames: Renames): string {
  const renamed = expression.replaceAll(
    contextName,
    (all, context: string, dotted?: string, quoted?: string) => {
      const name = (dotted ?? quoted ?? '').toUpperCase();
      const kind = context.toLowerCase();
      if (kind === 'github' && name !== 'TOKEN') return all;
      if (kind === 'vars') return renames.variables[name] ?? all;
      return renames.secrets[kind === 'github' ? 'GITHUB_TOKEN' : name] ?? all;
    },
  );
  return withoutSkippedOutputs(renamed);
}
