import type { Problem } from '@workaday/core';
import type { Manifest } from '../manifests/manifests.ts';
import { objectName } from '../manifests/object.ts';
import type { ApiError } from '../transport/api-error.ts';
import { standingOf } from './managers.ts';

/** Fields that we set otherwise than another owner did. */
export interface Conflict {
  manager: string;
  /** `scale` for who changes replicas through it. */
  subresource?: string;
  fields: string[];
}

/** The owners in a refused apply: `conflict with "hpa" with subresource "scale" using apps/v1`, a cause a field. */
export function conflictsIn(error: ApiError): Conflict[] {
  const causes = error.causes.filter(({ reason }) => reason === 'FieldManagerConflict');
  const said = causes.map(({ message, field = '' }) => {
    const [, manager, subresource] =
      /conflict with "((?:[^"\\]|\\.)*)"(?: with subresource "([^"]+)")?/.exec(message) ?? [];
    return { manager: manager ?? 'unknown', subresource, field };
  });
  const owners = Map.groupBy(said, ({ manager, subresource }) => `${manager}/${subresource ?? ''}`);
  return [...owners.values()].flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    const { manager, subresource } = first;
    return [{ manager, ...(subresource ? { subresource } : {}), fields: same.map(({ field }) => field) }];
  });
}

/** Whether its fields become ours without being asked: former tools, and what was changed by hand. */
export function mayTakeOver({ manager }: Conflict, allowed: readonly string[]): boolean {
  return standingOf(manager, allowed) !== 'foreign';
}

/** A conflict that nobody but a person decides, a problem a field. */
export function conflictProblems({ object, place }: Manifest, conflict: Conflict): Problem[] {
  const { manager, subresource, fields } = conflict;
  return fields.map((field) => ({
    what: `${objectName(object)}: ${field} belongs to ${JSON.stringify(manager)}${subresource ? ` (through ${subresource})` : ''}, which set it otherwise`,
    place,
    next: adviceOn(conflict, field),
  }));
}

function adviceOn({ manager, subresource }: Conflict, field: string): string {
  const scaled = subresource === 'scale' || field === '.spec.replicas';
  if (scaled)
    return 'an autoscaler or controller sets the number of replicas: leave `spec.replicas` out of the manifest';
  return `leave the field out of the manifest, or, if ${manager} no longer writes this object, name it in the input \`take-over\``;
}
