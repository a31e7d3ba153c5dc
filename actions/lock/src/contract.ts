import { type ContractInputs, defineContract, input, type Report } from '@workaday/core';

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
    config: input.text({
      description: 'Path of the configuration on the default branch.',
      default: 'workaday.yml',
    }),
    kubeconfig: input.secret({
      description: 'Kubeconfig of the deploying identity: its content, or a path.',
      example: '${{ secrets.KUBECONFIG }}',
    }),
    'oidc-audience': input.text({
      description:
        'Audience of the identity token that GitHub gives this job, for a cluster that trusts GitHub; the kubeconfig holds no credential then.',
      example: 'https://cluster.example.org',
    }),
    'github-token': input.secret({
      description: 'Token of this job: GitHub is asked who pressed the button, and what they may.',
      required: true,
      example: '${{ github.token }}',
    }),
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
    'not-allowed': 'The person lacks a right; the message says which, and who can grant it.',
    'github-permission': 'The token may not read what it takes; the message says which permission to add.',
    'github-unavailable': 'GitHub did not answer, so it is not known who may do what; run this again.',
    'no-kubeconfig': 'The kubeconfig is empty: the secret did not arrive. The message says how it does.',
    'bad-kubeconfig': 'The kubeconfig cannot be read.',
    'cluster-unreachable': 'The API server does not answer.',
    'cluster-untrusted': 'The API server’s certificate is not the kubeconfig’s.',
    unauthorized: 'The cluster does not accept the credential.',
    'no-namespace': 'The namespace does not exist; a person creates it once.',
    'cluster-error': 'The API server refused a request; the message says which and why.',
    'missing-right': 'The credential lacks a right; the message says what to add to its Role.',
    'ledger-contended': 'Others kept changing the lock at the same moment; find out what does.',
  },
});

export type Inputs = ContractInputs<typeof contract>;
export type LockReport = Report<typeof contract>;
