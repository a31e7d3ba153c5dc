import {
  byHandInputs,
  byHandReasons,
  type ContractInputs,
  defineContract,
  input,
  type Report,
} from '@workaday/core';
import { clusterInputs, clusterReasons } from '@workaday/kubernetes';

export const contract = defineContract({
  name: 'rollback',
  title: 'Rollback',
  description:
    'Puts a release that was verified before back, by digest and from the ledger, asks whether it answers, and freezes the app so that the next merge does not bring the bad code back.',
  branding: { icon: 'rewind', color: 'red' },
  inputs: {
    app: input.text({ description: 'Name of the app; from the configuration by default.' }),
    environment: input.text({ description: 'Environment that is rolled back.', default: 'production' }),
    namespace: input.text({ description: 'Namespace of the app; from the configuration by default.' }),
    to: input.text({
      description:
        'Release to go back to, by its number or version; the last verified one before what is live, when empty.',
      example: '1.4.2',
    }),
    reason: input.text({
      description: 'Why; it stands in the ledger, and those who wait for the freeze read it.',
      required: true,
      example: 'the cart is empty for guests',
    }),
    freeze: input.duration({
      description: 'How long deploys stop, unless a merge reverts the bad commit; `0s` for not at all.',
      default: '24h',
    }),
    url: input.text({
      description: 'Where users reach the app; from the configuration by default.',
      pattern: /^https?:\/\/[^\s/@?#]+(\/[^\s?#]*)?$/,
      expected: 'an http(s) URL without credentials, query and fragment',
      example: 'https://shop.example.com',
    }),
    ...byHandInputs,
    ...clusterInputs,
    timeout: input.duration({
      description: 'Patience for a deploy to give way, and again for the restore.',
      default: '5m',
    }),
  },
  outputs: {
    release: 'Number of the release that was gone back from.',
    'restored-release': 'Number of the release that serves again.',
    version: 'Version of the release that was gone back to.',
    commit: 'Commit of the release that was gone back to; empty for what ran before the first deploy.',
    'undone-version': 'Version of the release that was gone back from.',
    'undone-commit': 'Commit of the release that was gone back from.',
    'frozen-until':
      'Until when deploys are stopped, ISO 8601; empty when nothing is frozen. It is set on a failure after the freeze, too.',
    by: 'Who went back.',
  },
  outcomes: {
    'rolled-back': { description: 'The release that was asked for serves again.', ok: true },
    'nothing-to-do': { description: 'It is live already, or nothing is behind it.', ok: true },
    refused: { description: 'It was not begun; `reason` says why. Nothing was changed.', ok: false },
    'rollback-failed': {
      description: 'It could not be restored, or fails as well: a person is needed now.',
      ok: false,
    },
  },
  reasons: {
    unproven:
      'It is restored completely, and no check could prove that it answers; the round table says why.',
    'restore-failed': 'It could not be restored completely; the message says what stood in the way.',
    'restored-bad': 'It is restored and fails its checks, so the release was not the (only) cause.',
    'no-such-release': 'The ledger has no such release; the message names those that there are.',
    'never-verified': 'Only a release that was verified, and is older than what is live, can come back.',
    'rollback-unsafe':
      'A migration has run that the release may not understand: go forward, with a repair or a revert.',
    ...byHandReasons,
    ...clusterReasons,
    locked: 'Another run holds the app’s lease and did not give way in time; run this again.',
    frozen: 'Another rollback began meanwhile, and this one gave way to it.',
    'lease-lost': 'Another run took the app’s lease over; it goes on.',
    superseded: 'Another run changed the release meanwhile; look at the ledger and run this again.',
    'ledger-contended': 'Others kept changing the ledger at the same moment; find out what does.',
    'ledger-unreadable': 'The ledger in the namespace is damaged.',
    'snapshot-unreadable': 'The stored objects of the release to restore are damaged or gone.',
  },
});

export type Inputs = ContractInputs<typeof contract>;
export type RollbackReport = Report<typeof contract>;
