import type { Place } from '../deploy/contestant.ts';

/** A way back that a person takes. */
export interface Contestant {
  name: 'workaday' | 'kubectl rollout undo';
  /** Until it says that it is done; answers how it calls that. */
  goBack(place: Place): Promise<string>;
}
