import {
  byHandInputs,
  type ContractInputs,
  defineContract,
  input,
  type ReasonOf,
  type Report,
} from '@workaday/core';
import { clusterInputs } from '@workaday/kubernetes';
import { reasons } from './reasons.ts';

export const contract = defineContract({
  name: 'deploy',
  title: 'Deploy',
  description:
    'Puts an app into its namespace by digest, watches it roll out, keeps the record of every release, and restores the last verified one when it fails.',
  branding: { icon: 'upload-cloud', color: 'blue' },
  inputs: {
    config: input.text({ description: 'Path of the configuration.', default: 'workaday.yml' }),
    app: input.text({
      description: 'Name of the app; from the configuration by default.',
      pattern: /^[a-z0-9]([-a-z0-9]{0,51}[a-z0-9])?$/,
      expected: 'lower-case letters, digits and dashes, at most 53',
      example: 'shop',
    }),
    environment: input.text({
      description: 'Environment of the configuration to deploy to.',
      default: 'production',
    }),
    namespace: input.text({
      description: 'Namespace of the app; from the configuration by default.',
      pattern: /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
      expected: 'the name of a namespace',
      example: 'shop',
    }),
    manifests: input.text({
      description:
        'Folder of plain manifests, a kustomization or a Helm chart; from the configuration by default.',
      example: 'k8s',
    }),
    values: input.lines({
      description:
        'Values files of a Helm chart, a path a line, later ones win; from the configuration by default.',
      example: 'chart/values-production.yaml',
    }),
    images: input.lines({
      description: 'What to run: lines of `service=repository@sha256:…`, as build puts them out.',
      example: `shop=ghcr.io/your-org/shop@sha256:${'0'.repeat(64)}`,
    }),
    version: input.text({
      description: 'Version of the release; the commit, shortened, by default.',
      pattern: /^[\w.+-]{1,100}$/,
      expected: 'a version',
      example: '1.4.2',
    }),
    commit: input.text({
      description: 'Commit that is deployed; the one that started the run by default.',
      pattern: /^[0-9a-f]{40}$/,
      expected: '40 hexadecimal digits',
    }),
    ...clusterInputs,
    allow: input.lines({
      description:
        'Kinds that grant rights and are refused otherwise, one a line: `ServiceAccount`, `Role`, `RoleBinding`; from the configuration by default.',
      example: 'ServiceAccount',
    }),
    'take-over': input.lines({
      description:
        'Field managers whose fields this deploy may take over, one a line. kubectl and Helm need not be named.',
      example: 'our-old-operator',
    }),
    'allow-known-bad': input.lines({
      description:
        'Digests that may be deployed again although a smoke test rolled them back, one a line: the cause was not in the image.',
      example: `sha256:${'0'.repeat(64)}`,
    }),
    'break-glass': input.text({
      description:
        'Why to deploy although it is locked, frozen or known to be bad: for a person with the right `break-glass`, in a form. It is told and recorded.',
      example: 'the fix for the outage, the lock is from the migration',
    }),
    'github-token': input.secret({
      description:
        'Token of this job: GitHub is asked who started a deploy by a form or a tag, and what they may.',
      example: '${{ github.token }}',
    }),
    'teams-token': byHandInputs['teams-token'],
    timeout: input.duration({
      description: 'Patience for the rollout; a restore has as much again, of its own.',
      default: '5m',
    }),
    verify: input.choice(['rollout', 'smoke-test'], {
      description:
        '`rollout`: a complete rollout verifies the release; `smoke-test`: it stays pending, and the smoke-test action decides.',
      default: 'rollout',
    }),
    'on-failure': input.choice(['rollback', 'keep'], {
      description:
        'What becomes of a release that fails to roll out: the last verified one is restored, or it stays.',
      default: 'rollback',
    }),
  },
  outputs: {
    release: 'Number of the release in the ledger; empty when none was made.',
    'previous-release': 'Number of the verified release before it: the way back.',
    'frozen-until':
      'Until when merges stop, ISO 8601, when this rollback was one too many in a row; else empty.',
    'broken-glass': 'Who broke the glass, and why; empty when nobody did.',
    changes: 'What was done to which object, JSON: `[{"object":"Deployment/web","change":"changed"}]`.',
  },
  outcomes: {
    deployed: { description: 'The release runs completely; verified, or pending for smoke-test.', ok: true },
    unchanged: {
      description: 'Exactly this runs and is verified already; or it was only a plan, which changes nothing.',
      ok: true,
    },
    superseded: {
      description: 'A newer version was deployed before, or is on its way; nothing was changed.',
      ok: true,
    },
    refused: { description: 'It was not begun; `reason` says why. Nothing was changed.', ok: false },
    'rolled-back': {
      description: 'The release did not start properly; the last verified one serves again.',
      ok: false,
    },
    'rollback-failed': {
      description: 'The release did not start properly and restoring failed: a person is needed now.',
      ok: false,
    },
  },
  reasons,
});

export type Inputs = ContractInputs<typeof contract>;
export type DeployReport = Report<typeof contract>;
export type Reason = ReasonOf<typeof contract>;
