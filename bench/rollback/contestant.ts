import type { Place } from '../deploy/contestant.ts';

export const contestantNames = ['workaday', 'kubectl rollout undo', 'the old workflow again'] as const;

/** A way back that a person takes. */
export interface Contestant {
  name: (typeof contestantNames)[number];
  /** Before the button is pressed, and not measured: makes the machine that it starts on. */
  prepare?(): Promise<void>;
  /** Until it says that it is done; answers how it calls that. */
  goBack(place: Place): Promise<string>;
}
