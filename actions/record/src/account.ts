import type { Ending, EndingState } from './ending.ts';

/** Why a merge ended as it did, and what will make it move, in sentences of ours. */
export interface Account {
  why: string;
  moves: string;
}

/** What every merge is accounted for with, whatever became of it. */
export function accountOf({ state, reason }: Ending): Account {
  return byReason[state]?.[reason] ?? byState[state];
}

const byState: Readonly<Record<EndingState, Account>> = {
  verified: {
    why: 'It runs, and was proven.',
    moves: 'Nothing is waiting: the next merge goes the same way.',
  },
  unchanged: {
    why: 'Exactly this runs already, and was proven.',
    moves: 'Nothing is waiting: the next merge goes the same way.',
  },
  unproven: {
    why: 'It runs, and nothing could prove that it is good; the smoke test’s part says why.',
    moves: 'Look whether it works. The next good deploy replaces it, and a rollback goes past it.',
  },
  superseded: {
    why: 'A newer release is there already, so this one was not deployed.',
    moves: 'Nothing is waiting: the newer release’s own run says what became of it.',
  },
  stopped: {
    why: 'It did not pass the environment before, so it did not come here; that part says what failed.',
    moves:
      'Merge a fix. Where the cause is not in the release, repair that and run the failed jobs again: it goes on from there.',
  },
  refused: {
    why: 'It was not begun; the deploy’s part says what stood in the way.',
    moves: 'Correct what the deploy names, then run this job again; until then the release before it serves.',
  },
  'rolled-back': {
    why: 'It was bad; the part of the step that decided says what failed.',
    moves: 'Merge a fix or a revert: it is deployed at once. Until then the restored release serves.',
  },
  'rollback-failed': {
    why: 'It was bad, and the release before it could not be restored.',
    moves:
      'A person is needed now: look at the pods and at what the app depends on. A fix that is merged is deployed at once.',
  },
  failed: {
    why: 'It did not come to a good end; the part of the step that decided says why.',
    moves: 'Correct what it names and merge, or run the failed jobs again: they go on where they stopped.',
  },
};

type ByReason = Readonly<Partial<Record<EndingState, Readonly<Record<string, Account>>>>>;

const byReason: ByReason = {
  superseded: {
    'older-tag': {
      why: 'The release tag is below what is live, so it asked for a rollback, not for a deploy.',
      moves:
        'The rollback’s part says what became of it; whoever has the right `rollback` may start its form.',
    },
    coalesced: {
      why: 'Newer merges were waiting, so this run stepped aside: the newest one brings this commit, too.',
      moves:
        'The run of the newest commit deploys it. When that run fails, run this one again: a second attempt does not step aside.',
    },
  },
  refused: {
    frozen: {
      why: 'The app was rolled back, and is frozen so that a merge does not bring the bad code back.',
      moves:
        'Merge a revert of the bad commit, which passes the freeze; or repair the cause, end the freeze with the form lock (command unlock), and run this again. By itself it ends at its time.',
    },
    locked: {
      why: 'Someone locked the app, or another run deploys it right now; the deploy’s part says who, why, and until when.',
      moves: 'Run this again when the lock is over, or after someone with the right `lock` has unlocked.',
    },
    'not-allowed': {
      why: 'Whoever started this lacks the right to; the deploy’s part says which.',
      moves: 'Someone with the right starts it, or grants it in `workaday.yml` on the default branch.',
    },
    'not-deployable': {
      why: 'Only the default branch and release tags are deployed.',
      moves: 'Merge it into the default branch, which deploys it.',
    },
    'known-bad': {
      why: 'The same version or images were rolled back before.',
      moves:
        'Merge a repair. When the cause was not in the image, name its digests in `allow-known-bad` and run this again.',
    },
  },
  failed: {
    'no-answer': {
      why: 'No step came to an answer: the job died.',
      moves: 'Run the failed jobs again: they go on where the dead one stopped.',
    },
    frozen: {
      why: 'A person rolled the app back while this was on its way, and it gave way.',
      moves: 'Merge a revert of the bad commit, or repair the cause, unlock, and run this again.',
    },
  },
  unproven: {
    superseded: {
      why: 'A newer release took its place before it was proven.',
      moves: 'Nothing is waiting: the newer release’s own run says what became of it.',
    },
    'no-verdict': {
      why: 'It runs, and no smoke test has judged it.',
      moves: 'Run the failed jobs again: the release is settled then.',
    },
  },
};
