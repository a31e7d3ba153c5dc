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
  name: 'lock',
  title: 'Lock',
  description:
    'Stops and allows deploys of an app, or of all apps in a namespace: with a name, a reason and an end, kept in the cluster.',
  branding: { icon: 'lock', color: 'yellow' },
  inputs: {
    command: input.choice(['lock', 'unlock', 'list'], {
      description:
        '`lock` stops deploys, `unlock` ends a lock and a freeze, whoever made them, `list` says what there is.',
      default: 'list',
    }),
    app: input.text({
      description:
        'Name of the app, or `all` for every app of the namespace; from the configuration by default.',
    }),
    environment: input.text({ description: 'Environment that is locked.', default: 'production' }),
    namespace: input.text({ description: 'Namespace of the app; from the configuration by default.' }),
    reason: input.text({
      description: 'Why, for those who wait; needed to lock.',
      example: 'stocktaking until noon',
    }),
    for: input.duration({
      description: 'How long, at most 30d; a lock that nobody opens ends by itself.',
      default: '4h',
    }),
    ...byHandInputs,
    ...clusterInputs,
  },
  outputs: {
    locks:
      'What stops deploys afterwards, JSON: `[{"kind":"lock","app":"shop","by":"ada","reason":"…","since":"…","until":"…","run":"…","commit":""}]`.',
  },
  outcomes: {
    locked: { description: 'Deploys are stopped; of `list`: something stops them.', ok: true },
    unlocked: { description: 'Nothing stops deploys any more; of `list`: nothing does.', ok: true },
    held: { description: 'Someone else has locked it; the lock stays theirs.', ok: false },
    refused: { description: 'This person may not do that; nothing was changed.', ok: false },
  },
  reasons: {
    'nothing-to-do': 'There was nothing to unlock.',
    'locked-by-other': 'The message says who locked it, why, and until when; `unlock` ends it.',
    ...byHandReasons,
    ...clusterReasons,
    'ledger-contended': 'Others kept changing the lock at the same moment; find out what does.',
  },
});

export type Inputs = ContractInputs<typeof contract>;
export type LockReport = Report<typeof contract>;
