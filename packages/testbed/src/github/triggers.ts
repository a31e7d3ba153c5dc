import type { Event } from './events.ts';
import { matchesFilters } from './filter-pattern.ts';

export interface WorkflowFile {
  readonly path: string;
  /** Parsed YAML; anything may be in it. */
  readonly content: unknown;
}

type Filter = Readonly<Record<string, unknown>> | null;

/** GitHub starts nothing when more tags than this are pushed at once. */
export const mostTagsPerPush = 3;

/** Which of a commit's workflow files this event starts. */
export function startedBy<F extends WorkflowFile>(event: Event, files: readonly F[]): F[] {
  if (event.name === 'push' && skipped(event)) return [];
  return files.filter((file) => {
    const triggers = triggersOf(file.content);
    return event.name in triggers && matches(event, file.path, triggers[event.name] ?? null);
  });
}

/** The `on` of a workflow in its long form: event name → filters. */
export function triggersOf(content: unknown): Record<string, Filter> {
  const on = (content as { on?: unknown } | null)?.on;
  if (typeof on === 'string') return { [on]: null };
  if (Array.isArray(on)) return Object.fromEntries(on.map((name) => [String(name), null]));
  return typeof on === 'object' && on !== null ? (on as Record<string, Filter>) : {};
}

function matches(event: Event, path: string, filter: Filter): boolean {
  if (event.name === 'workflow_dispatch') return event.workflow === path;
  if (event.name === 'push') return pushMatches(event, filter);
  const types = list(filter?.['types']);
  return types.length === 0 || types.includes(event.action ?? '');
}

function pushMatches(event: Event, filter: Filter): boolean {
  if (/^0+$/.test(event.sha)) return false;
  const tag = event.ref.startsWith('refs/tags/');
  const name = event.ref.replace(/^refs\/(heads|tags)\//, '');
  if (!/^refs\/(heads|tags)\//.test(event.ref)) return false;
  const [ours, others] = tag ? ['tags', 'branches'] : ['branches', 'tags'];
  const has = (key: string) => filter?.[key] !== undefined || filter?.[`${key}-ignore`] !== undefined;
  if (!has(ours) && has(others)) return false;
  if (!passes([name], filter, ours)) return false;
  return tag || passes(event.changedPaths, filter, 'paths');
}

function passes(names: readonly string[], filter: Filter, key: string): boolean {
  const wanted = list(filter?.[key]);
  const ignored = list(filter?.[`${key}-ignore`]);
  if (wanted.length > 0) return names.some((name) => matchesFilters(name, wanted));
  return ignored.length === 0 || names.some((name) => !matchesFilters(name, ignored));
}

function skipped(event: Event): boolean {
  const message = (event.payload['head_commit'] as { message?: string } | null)?.message ?? '';
  return /\[(skip ci|ci skip|no ci|skip actions|actions skip)\]/.test(message);
}

function list(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value.map(String) : [String(value)];
}
