import { type ContractInputs, defineContract, input, type Report } from '@workaday/core';
import { clusterInputs, clusterReasons } from '@workaday/kubernetes';

export const contract = defineContract({
  name: 'smoke-test',
  title: 'Smoke test',
  description:
    'Asks a new release from outside and inside the cluster, keeps it when it answers well, and restores the last verified release when it does not.',
  branding: { icon: 'activity', color: 'green' },
  inputs: {
    config: input.text({ description: 'Path of the configuration.', default: 'workaday.yml' }),
    app: input.text({ description: 'Name of the app; from the configuration by default.' }),
    environment: input.text({ description: 'Environment that was deployed to.', default: 'production' }),
    namespace: input.text({ description: 'Namespace of the app; from the configuration by default.' }),
    release: input.text({
      description: 'Number of the release in the ledger; the app’s pending release by default.',
      pattern: /^[1-9]\d{0,8}$/,
      expected: 'the number of a release',
      example: '17',
    }),
    phase: input.choice(['after', 'before'], {
      description:
        '`before` asks the running version ahead of a deploy, so that what is broken already accuses nobody; `after` judges the new release.',
      default: 'after',
    }),
    url: input.text({
      description: 'Where users reach the app; from the configuration by default.',
      pattern: /^https?:\/\/[^\s/@?#]+(\/[^\s?#]*)?$/,
      expected: 'an http(s) URL without credentials, query and fragment',
      example: 'https://shop.example.com',
    }),
    checks: input.block({
      description: 'A YAML list of checks that replaces `checks` of the configuration.',
      example: '- path: /health\n- path: /\n  contains: Welcome',
    }),
    ...clusterInputs,
    timeout: input.duration({
      description:
        'Patience for the verdict, at least `smoke.settle` and `smoke.limit` together; a restore has as much again.',
      default: '8m',
    }),
    'on-failure': input.choice(['rollback', 'keep'], {
      description: 'What becomes of a bad release: the last verified one is restored, or it stays.',
      default: 'rollback',
    }),
  },
  outputs: {
    verdict: '`keep`, `rollback` or `inconclusive`; empty when nothing was judged.',
    evidence:
      'All rounds, vantages and checks as JSON; above 60 kB without the words of all rounds but the last, above 900 kB empty.',
    'evidence-file':
      'Path of a file with the whole of it, on the runner: the verdict follows from it, and can be judged again. Empty when nothing was judged.',
    'restored-release': 'Number of the release that serves again after a rollback.',
    'frozen-until':
      'Until when merges stop, ISO 8601, when this rollback was one too many in a row; else empty.',
  },
  outcomes: {
    verified: {
      description: 'The release answers well at every vantage that could ask; it stays.',
      ok: true,
    },
    unproven: {
      description:
        'There is no verdict and the release stays, with a warning; also the answer of `before`, which judges nothing.',
      ok: true,
    },
    'rolled-back': { description: 'The release was bad; the last verified one serves again.', ok: false },
    'rollback-failed': {
      description: 'The release was bad and restoring did not help: a person is needed now.',
      ok: false,
    },
  },
  reasons: {
    precheck: '`before`: the running version was asked, and the ledger knows which checks it fails.',
    'nothing-running': '`before`: nothing that was ever kept runs here, so there is nothing to compare with.',
    'bad-answers':
      'A check failed at every vantage that could ask, for longer than a passing fault explains; the failing assertion is shown.',
    'rollout-broken':
      'The pods of the release crash, never got ready or run other images, which decides without asking them.',
    'without-verdict': 'There was no verdict, and `smoke.inconclusive` is `rollback`.',
    held: 'There was no verdict, and `smoke.inconclusive` is `hold`: the release stays and a person decides.',
    'interrupted-restore': 'A run died while it restored; this one finished it.',
    cancelled:
      'The deploy was cancelled and died while it restored; this one finished it. Nothing is known against the release.',
    'broken-before':
      'A check fails that failed before the deploy already, so it accuses nobody; repair what it depends on.',
    'unasked-check': 'A check could be asked from no vantage; the round table says why.',
    'vantages-disagree': 'One vantage sees failures and another does not; look at what lies between them.',
    'no-votes': 'No vantage could ask: give a URL, or `get` on `pods/proxy`; the round table says why.',
    undecided: 'Neither enough good nor enough bad rounds until the time of voting was over.',
    'restore-failed':
      'The last verified release could not be restored; the message says what stood in the way.',
    'restored-bad': 'The restored release fails too, so the release was not the (only) cause.',
    'restored-unproven': 'The restored release could not be proven to answer well.',
    'kept-as-asked': 'The release is bad and stays, because `on-failure` is `keep`.',
    'nothing-to-restore': 'The release is bad and stays, because no verified release is behind it.',
    'rollback-unsafe':
      'The release is bad and stays, because a migration has run that the release before it may not understand.',
    'already-settled': 'The release had come to its end before; this is its recorded state.',
    superseded: 'A newer release took over; nothing was changed.',
    'no-release':
      'The ledger has no such release; deploy first, or correct `release`, `app` and `namespace`.',
    ...clusterReasons,
    locked: 'Another run holds the app’s lease; run this again when it is over.',
    'lease-lost': 'Another run took the app’s lease over; it settles the release.',
    frozen: 'A person rolls the app back, and this run gave way; the rollback undoes the release.',
    'ledger-contended': 'Others kept changing the ledger at the same moment; find out what does.',
    'ledger-unreadable': 'The ledger in the namespace is damaged.',
    'snapshot-unreadable': 'The stored objects of the release to restore are damaged or gone.',
  },
});

export type Inputs = ContractInputs<typeof contract>;
export type SmokeReport = Report<typeof contract>;
