import type { Place } from '../deploy/contestant.ts';
import type { Line } from '../deploy/timed-lines.ts';

export interface Release {
  version: string;
  objects: readonly object[];
  /** Where users reach the app; unknown before the first release. */
  url: string | undefined;
  /** Patience for a rollout, in seconds. */
  timeout: number;
}

/** Something that ships a release, looks whether it works, and goes back when it does not. */
export interface Contestant {
  name: 'workaday' | 'kubectl and curl';
  ship(release: Release, place: Place): Promise<{ outcome: string; lines: readonly Line[] }>;
}
