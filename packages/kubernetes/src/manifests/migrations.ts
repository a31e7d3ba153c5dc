import type { KubeObject } from './object.ts';

/** On a Job: `"true"` makes it a migration, which has to be complete before the workloads are written. */
export const migrationAnnotation = 'workaday.dev/migration';
/** On a migration: `unsafe` when the old version cannot run on what it leaves, `safe` (the default) when it can. */
export const rollbackAnnotation = 'workaday.dev/rollback';

const hookAnnotation = 'helm.sh/hook';
const weightAnnotation = 'helm.sh/hook-weight';

/** A Job that is marked so, or that Helm would run before an install or an upgrade. */
export function isMigration(object: KubeObject): boolean {
  if (!isJob(object)) return false;
  const mark = object.metadata.annotations?.[migrationAnnotation];
  if (mark !== undefined) return mark === 'true';
  return helmHooks(object).some((hook) => hook === 'pre-install' || hook === 'pre-upgrade');
}

/** A migration after which the release before it must not come back. */
export function isRollbackUnsafe(object: KubeObject): boolean {
  return isMigration(object) && object.metadata.annotations?.[rollbackAnnotation] === 'unsafe';
}

export function isJob(object: KubeObject): boolean {
  return object.kind === 'Job' && object.apiVersion.startsWith('batch/');
}

/** The moments at which Helm would make this object; empty for what is an ordinary part of a release. */
export function helmHooks(object: KubeObject): string[] {
  const text = object.metadata.annotations?.[hookAnnotation];
  return typeof text !== 'string' ? [] : text.split(',').map((hook) => hook.trim());
}

/**
 * Migrations in the order in which they run, each complete before the next begins: by Helm's hook weight, then as
 * they are written. Never side by side, because two of them may well change the same tables.
 */
export function migrationOrder<Item>(items: readonly Item[], objectOf: (item: Item) => KubeObject): Item[] {
  return items
    .filter((item) => isMigration(objectOf(item)))
    .toSorted((a, b) => weightOf(objectOf(a)) - weightOf(objectOf(b)));
}

function weightOf(object: KubeObject): number {
  const weight = Number(object.metadata.annotations?.[weightAnnotation] ?? 0);
  return Number.isFinite(weight) ? weight : 0;
}
