import type { Manifest } from '../manifests/manifests.ts';
import type { KubeObject } from '../manifests/object.ts';
import type { DiffLine } from './diff.ts';

/** What a deploy would make of one object. */
export interface Change {
  manifest: Manifest;
  /** `unchecked`: the server could not be asked, `unchecked` says why. */
  change: 'created' | 'changed' | 'unchanged' | 'unchecked';
  /** It exists, and no release of ours has written it. */
  adopted: boolean;
  /** Managers whose fields we set otherwise and take over, with the fields. */
  takenOver: { manager: string; fields: string[] }[];
  /** Tools that applied it before us, and whose fields `takeOver` makes ours. */
  formerOwners?: readonly string[];
  /** Lines that differ, with context; secrets masked. */
  diff: DiffLine[];
  unchecked?: string;
  /** What a person should know and nothing stops for. */
  notes?: readonly string[];
  /** As it was read before. */
  live?: KubeObject;
}
