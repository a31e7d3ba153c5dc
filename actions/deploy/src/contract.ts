import { type ContractInputs, defineContract, input, type ReasonOf, type Report } from '@workaday/core';

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
      description: 'Folder of Kubernetes manifests; from the configuration by default.',
      example: 'k8s',
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
    kubeconfig: input.secret({
      description: 'Kubeconfig of the deploying identity: its content, or a path.',
      example: '${{ secrets.KUBECONFIG }}',
    }),
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
    changes: 'What was done to which object, JSON: `[{"object":"Deployment/web","change":"changed"}]`.',
  },
  outcomes: {
    deployed: { description: 'The release runs completely; verified, or pending for smoke-test.', ok: true },
    unchanged: { description: 'Exactly this runs and is verified already, or it was a dry run.', ok: true },
    superseded: { description: 'A newer version was deployed before; nothing was changed.', ok: true },
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
  reasons: {
    'known-bad': 'The same version, commit and images were rolled back before; a new commit is needed.',
    'newer-release': 'The ledger has a newer version than this.',
    'bad-manifest': 'Manifests do not parse or are no objects; every error has its file and line.',
    'no-manifests': 'There is no folder of manifests, or nothing in it.',
    'unsupported-manifests': 'The manifests need kustomize or Helm, which render them in a step before.',
    'not-ours': 'Objects that a deploy does not touch or the cluster does not know; each with file and line.',
    'unused-image': 'An image was built that no container of the manifests names.',
    rejected: 'The cluster would refuse objects: unknown fields, immutable changes, quota, admission.',
    'no-kubeconfig': 'The kubeconfig is empty: the secret did not arrive. The message says how it does.',
    'bad-kubeconfig': 'The kubeconfig cannot be read.',
    'cluster-unreachable': 'The API server does not answer.',
    'cluster-untrusted': 'The API server’s certificate is not the kubeconfig’s.',
    unauthorized: 'The cluster does not accept the credential.',
    'missing-right': 'The credential lacks rights; the message holds the exact rules of the Role to add.',
    'no-namespace': 'The namespace does not exist; it is part of the foundation.',
    'cluster-error': 'The API server refused a request; the message says which and why.',
    locked: 'Another run deploys this app right now.',
    'lease-lost': 'Another run took over this app while this one ran; it settles what was begun.',
    'ledger-unreadable': 'The ledger in the namespace is damaged.',
    'ledger-contended': 'Others kept changing the ledger at the same moment.',
    'snapshot-unreadable': 'The stored objects of the release to restore are damaged or gone.',
    'apply-failed': 'The cluster refused an object that it had accepted on trial.',
    'image-not-found': 'An image, or this digest of it, does not exist in the registry.',
    'image-denied': 'The cluster may not pull an image: its imagePullSecret is missing or wrong.',
    'image-pull': 'An image could not be pulled for two minutes.',
    'config-error': 'A container refers to a ConfigMap, Secret or key that does not exist.',
    'container-error': 'A container could not be created.',
    crash: 'Containers of the release end again and again; exit code and last log lines are shown.',
    'init-crash': 'An init container ends again and again.',
    'out-of-memory': 'A container needed more memory than its limit while it started.',
    unschedulable: 'No node takes the pods: not enough room, or selectors that match none.',
    'volume-error': 'A volume could not be mounted.',
    quota: 'The quota of the namespace does not allow the pods.',
    admission: 'An admission rule of the cluster does not allow the pods.',
    'pod-creation': 'The pods could not be created.',
    'progress-deadline': 'The Deployment made no progress for its own progressDeadlineSeconds.',
    'job-failed': 'A Job failed.',
    'pod-failed': 'A Pod failed.',
    'not-ready': 'Containers run, but their readiness probe never succeeded.',
    timeout: 'The rollout did not complete in time.',
    gone: 'A workload was deleted while it rolled out.',
    'interrupted-restore': 'A run died while it restored; the restore was completed.',
  },
});

export type Inputs = ContractInputs<typeof contract>;
export type DeployReport = Report<typeof contract>;
export type Reason = ReasonOf<typeof contract>;
