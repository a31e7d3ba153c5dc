export { ApiError, isApiError } from './api-error.ts';
export { applyObjects } from './apply.ts';
export type { Cluster, ClusterAnswer, ClusterRequest, Query } from './cluster.ts';
export { clusterFailure } from './cluster-failure.ts';
export { hashConfigNames } from './config-names.ts';
export { connect } from './connect.ts';
export {
  builtIn,
  collectionPath,
  objectPath,
  type Resource,
  type Resources,
  readObject,
} from './discovery.ts';
export { gateProblems } from './gate.ts';
export { type ImagesSet, type ServiceImage, setImages } from './images.ts';
export { acquireLease, type HeldLease, type LeaseOptions } from './lease.ts';
export { readLedger, updateLedger, withRelease } from './ledger.ts';
export { loadManifests, type Manifest, parseManifests } from './manifests.ts';
export {
  type KubeObject,
  type ObjectRef,
  objectKey,
  objectName,
  recordAt,
  recordsAt,
  refOf,
} from './object.ts';
export { type CurrentPod, currentPods, type ServicePort, servicePorts } from './pods.ts';
export { pruneList } from './prune.ts';
export {
  type AppPlace,
  type Ledger,
  lastVerified,
  liveRelease,
  pendingRelease,
  type Release,
  type ReleaseState,
  restoring,
} from './release.ts';
export { type RestoreOptions, type RestoreResult, restoreRelease, restoreTarget } from './restore.ts';
export { checkRights, neededRights } from './rights.ts';
export { deployRules, type PolicyRule, roleManifest, roleObject } from './role.ts';
export { withoutSecrets } from './rollout/evidence.ts';
export type { Trouble } from './rollout/facts.ts';
export { rolloutStatus } from './rollout/status.ts';
export { type Finding, type RolloutVerdict, watchRollout } from './rollout/watch-rollout.ts';
export { leaveReplicasToAutoscalers } from './scaling.ts';
export { finishRollback, keepRelease, type Verdict } from './settle.ts';
export { readSnapshot, writeSnapshot } from './snapshot.ts';
export { releaseAnnotation, releaseOf, stampManifests } from './stamp.ts';
export { type Change, tryObjects } from './trial.ts';
