import { byHandReasons } from '@workaday/core';
import { clusterReasons } from '@workaday/kubernetes';
import { coalesceReasons } from './coalesce.ts';

/** Why a deploy ended as it did: a closed list. */
export const reasons = {
  'known-bad':
    'This version, or all that was new in its images, was rolled back before: repair it, or name its digests in `allow-known-bad`.',
  'newer-release': 'The ledger has a newer version than this.',
  ...coalesceReasons,
  'older-tag': 'The release tag is below what is live: that is a rollback, which the next step of ship does.',
  'not-deployable': 'Only the default branch and release tags are deployed.',
  ...byHandReasons,
  'bad-manifest': 'Manifests do not parse or are no objects; every error has its file and line.',
  'no-manifests': 'There is no folder of manifests, or nothing in it.',
  'unsupported-manifests':
    'The folder is neither plain manifests, nor one kustomization, nor one chart that renders without a download.',
  'not-ours': 'Objects that a deploy does not touch or the cluster does not know; each with file and line.',
  'render-failed': 'kustomize or Helm could not render the manifests; their own words are shown.',
  'missing-tool': 'kustomize, kubectl or helm is needed and not on the runner.',
  'unused-image': 'An image was built that no container of the manifests names.',
  rejected: 'The cluster would refuse objects: unknown fields, immutable changes, quota, admission.',
  conflict: 'Fields belong to another owner, who would write them again; each with object, field and owner.',
  'missing-config': 'Pods refer to a ConfigMap, Secret, key, ServiceAccount or claim that is not there.',
  ...clusterReasons,
  'missing-right': 'The credential lacks rights; the message holds the exact rules of the Role to add.',
  'over-powerful':
    'The credential may do more than a deploy should; each power is named, and the Role to use instead.',
  'no-namespace': 'The namespace does not exist; it is part of the foundation.',
  locked:
    'Another run deploys this app right now, or someone locked it: the message says who, why, and until when.',
  frozen:
    'The app was rolled back by hand, or twice in a row by itself: only a revert of the bad commit is deployed until someone unlocks it.',
  'lease-lost': 'Another run took over this app while this one ran; it settles what was begun.',
  'ledger-unreadable': 'The ledger in the namespace is damaged.',
  'ledger-contended': 'Others kept changing the ledger at the same moment.',
  'snapshot-unreadable': 'The stored objects of the release to restore are damaged or gone.',
  'apply-failed': 'The cluster refused an object that it had accepted on trial.',
  'image-not-found': 'An image, or this digest of it, does not exist in the registry.',
  'image-denied': 'The cluster may not pull an image: its imagePullSecret is missing or wrong.',
  'image-pull': 'An image could not be pulled for two minutes.',
  'image-rate-limit': 'The registry allowed no more pulls for five minutes.',
  'config-error': 'A container refers to a ConfigMap, Secret or key that does not exist.',
  'container-error': 'A container could not be created.',
  crash: 'Containers of the release end again and again; exit code and last log lines are shown.',
  'init-crash': 'An init container ends again and again.',
  'killed-by-probe':
    'The liveness or startup probe of a container fails, so that it is killed again and again.',
  'out-of-memory': 'A container needed more memory than its limit while it started.',
  unschedulable: 'No node takes the pods: not enough room, or selectors that match none.',
  'volume-error': 'A volume could not be mounted.',
  'pod-network': 'The node could not set up the network of a pod for two minutes.',
  'node-lost': 'A node did not answer for ten minutes.',
  evicted: 'Nodes removed the pods again and again.',
  quota: 'The quota of the namespace does not allow the pods.',
  admission: 'An admission rule of the cluster does not allow the pods.',
  'pod-creation': 'The pods could not be created.',
  'progress-deadline': 'The Deployment made no progress for its own progressDeadlineSeconds.',
  paused: 'The Deployment is paused, so that nothing rolls out.',
  overwritten: 'Someone else made a workload run another image while it rolled out.',
  blocked: 'An old pod that is not ready keeps a StatefulSet from replacing its pods.',
  'job-failed': 'A Job failed.',
  'pod-failed': 'A Pod failed.',
  'not-ready': 'Containers run, but their readiness probe never succeeded.',
  'wrong-probe': 'Containers run and answer, but not to what their readiness probe asks.',
  timeout: 'The rollout did not complete in time.',
  gone: 'A workload was deleted while it rolled out.',
  cancelled:
    'The run was cancelled; what it had begun is being undone, and the end of the job sees it through.',
  'interrupted-restore': 'A run died while it restored; the restore was completed.',
} as const;
