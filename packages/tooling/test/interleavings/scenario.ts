import type { Chance } from './chance.ts';
import type { Fate } from './job.ts';
import { type Commit, shaOf } from './shop.ts';

/** What someone or something does, and when: milliseconds from the beginning. */
export type Move = { at: number; fate: Fate } & (
  | { does: 'ship'; commit: Commit; before: boolean; settles: Fate | undefined }
  /** The same job is run again, once the first one has ended. */
  | { does: 'ship-again'; commit: Commit }
  /** A merge that reverts whatever a freeze is for. */
  | { does: 'revert'; commit: Commit }
  | { does: 'rollback'; inputs: Record<string, string>; again: Fate | undefined }
  | { does: 'lock'; inputs: Record<string, string> }
);

export interface Scenario {
  commits: Commit[];
  moves: Move[];
  /** Requests may be under way for longer than a lease lasts. */
  stalls: boolean;
  /** The one ordinary run after everybody is dead or done. */
  last: 'settle' | 'deploy' | 'rollback' | 'nothing';
}

const second = 1000;

/** Merges, some of them bad, while people lock and roll back, on runners that die and lines that lose things. */
export function drawScenario(chance: Chance): Scenario {
  const stalls = chance.happens(0.2);
  const commits = Array.from({ length: chance.between(2, 5) }, (_, index) => drawCommit(chance, index + 1));
  const ships = commits.map((commit): Move => {
    const at = (commit.order - 1) * chance.between(2, 30) * second + chance.between(0, 5 * second);
    const settles = chance.happens(0.6) ? drawFate(chance, stalls, 0.2) : undefined;
    return { does: 'ship', at, fate: drawFate(chance, stalls), commit, before: chance.happens(0.2), settles };
  });
  const late = () => chance.between(10, 150) * second;
  const moves: Move[] = [...ships];
  for (const commit of commits.filter(() => chance.happens(0.2)))
    moves.push({ does: 'ship-again', at: late(), fate: drawFate(chance, stalls), commit });
  const rollbacks = chance.oneOf([0, 1, 1, 2]);
  for (let count = 0; count < rollbacks; count++) moves.push(drawRollback(chance, late(), stalls));
  if (rollbacks > 0 && chance.happens(0.4)) {
    const commit = { ...drawCommit(chance, commits.length + 1), bad: false, missing: false };
    moves.push({ does: 'revert', at: 60 * second + late(), fate: drawFate(chance, stalls), commit });
  }
  if (chance.happens(0.4)) moves.push(...drawLock(chance, late(), stalls));
  return { commits, moves, stalls, last: chance.oneOf(['settle', 'deploy', 'rollback']) };
}

export function drawCommit(chance: Chance, order: number): Commit {
  const bad = order > 1 && chance.happens(0.25);
  return {
    order,
    sha: shaOf(order),
    version: `1.${order}.0`,
    image: '',
    bad,
    missing: order > 1 && !bad && chance.happens(0.1),
    extra: chance.happens(0.5),
    reverts: undefined,
  };
}

function drawRollback(chance: Chance, at: number, stalls: boolean): Move {
  const inputs = {
    to: chance.happens(0.25) ? '1' : '',
    freeze: chance.oneOf(['24h', '24h', '2m', '0s']),
  };
  const again = chance.happens(0.7) ? drawFate(chance, stalls, 0.2) : undefined;
  return { does: 'rollback', at, fate: drawFate(chance, stalls), inputs, again };
}

function drawLock(chance: Chance, at: number, stalls: boolean): Move[] {
  const app = chance.happens(0.3) ? 'all' : 'shop';
  const fate = () => drawFate(chance, stalls);
  const lock = { command: 'lock', app, for: `${chance.between(60, 240)}s` };
  const unlock = { command: 'unlock', app };
  return [
    { does: 'lock', at, fate: fate(), inputs: lock },
    ...(chance.happens(0.5)
      ? [{ does: 'lock', at: at + chance.between(5, 60) * second, fate: fate(), inputs: unlock } as const]
      : []),
  ];
}

function drawFate(chance: Chance, stalls: boolean, dies = 0.35): Fate {
  return {
    death: chance.happens(dies)
      ? { write: chance.oneOf([chance.between(1, 4), chance.between(1, 24)]), before: chance.happens(0.5) }
      : undefined,
    pause: chance.happens(0.15)
      ? { after: chance.between(0, 20 * second), duration: chance.between(5, 60) * second }
      : undefined,
    loss: chance.oneOf([0, 0.01, 0.03]),
    // A holder writes no more for the last ten seconds of its lease, so that what is under way for less comes in time.
    slowest: stalls ? chance.oneOf([3, 45]) * second : chance.oneOf([50, 400, 3000]),
    skew: chance.between(-3600, 3600) * second,
  };
}
