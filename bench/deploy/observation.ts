import { isDeepStrictEqual } from 'node:util';
import type { Sight } from './cluster-window.ts';
import type { Fault } from './faults.ts';
import { liveTemplate, type Objects, type Standing, serves } from './serving.ts';

/** When what was seen from outside, in milliseconds since 1970; absent for what was never seen. */
export interface Moments {
  /** The bad release's pod template stood in the cluster. */
  touched?: number;
  /** The cluster said the fault. */
  fault?: number;
  /** The good release's pod template stood there again. */
  templateBack?: number;
  /** The good release served again, completely and alone. */
  serving?: number;
}

/** Takes down the moments of one bad release from what is seen while it goes by. */
export class Observation {
  readonly moments: Moments = {};
  readonly #objects: Objects;
  readonly #good: Standing;
  readonly #fault: Fault;

  constructor(objects: Objects, good: Standing, fault: Fault) {
    this.#objects = objects;
    this.#good = good;
    this.#fault = fault;
  }

  /** Whether nothing is left to be seen: nothing was touched, or the good release serves again. */
  get isOver(): boolean {
    return this.moments.touched === undefined || this.moments.serving !== undefined;
  }

  /** @param sight which the objects hold already */
  take({ at, gone, object }: Sight): void {
    const { moments } = this;
    const isGood = isDeepStrictEqual(liveTemplate(this.#objects), this.#good.template);
    if (!isGood) moments.touched ??= at;
    if (moments.touched === undefined) return;
    if (!gone && this.#fault.shows(object)) moments.fault ??= at;
    if (!isGood) delete moments.templateBack;
    else moments.templateBack ??= at;
    if (!serves(this.#objects, this.#good)) delete moments.serving;
    else moments.serving ??= at;
  }
}
