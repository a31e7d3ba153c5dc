export { clusterInputs, clusterReasons } from './contract-parts.ts';
export { adoptedBefore } from './ledger/adopted-before.ts';
export {
  adoptionBaseline,
  leftBehind,
  recordAdoption,
  versionBefore,
} from './ledger/adoption.ts';
export { beginByHand, byHand, planByHand, type Way } from './ledger/by-hand.ts';
export { type ReleaseEvent, recordEvent } from './ledger/events.ts';
export { clearFailedJobs } from './ledger/failed-jobs.ts';
export { withRelease } from './ledger/history.ts';
export { type JobsToRun, migrationsToRun } from './ledger/jobs-to-run.ts';
export { acquireLease, type LeaseOptions, releaseLease } from './ledger/lease.ts';
export type { HeldLease } from './ledger/lease-hold.ts';
export { readLedger, updateLedger } from './ledger/ledger.ts';
export {
  type ContainerImage,
  type CurrentPod,
  currentPods,
  type ServicePort,
  servicePorts,
} from './ledger/pods.ts';
export { pruneList } from './ledger/prune.ts';
export type { NotRestored } from './ledger/put-back.ts';
export {
  type AppPlace,
  cancelled,
  type Ledger,
  lastVerified,
  liveRelease,
  pendingRelease,
  type Release,
  type ReleaseState,
  restoring,
} from './ledger/release.ts';
export { type RestoreOptions, type RestoreResult, restoreRelease } from './ledger/restore.ts';
export { restoreTarget, type WhyNothing } from './ledger/restore-target.ts';
export { type SendOptions, type SentRestore, sendRestore } from './ledger/send-restore.ts';
export { finishRollback, keepRelease, type Verdict } from './ledger/settle.ts';
export { readSnapshot, writeSnapshot } from './ledger/snapshot.ts';
export { type Freezing, finishAutomaticRollback, freezeSentence } from './locks/freeze-after-rollbacks.ts';
export { freezeMark, type Lock, type LockPlace, type NewLock } from './locks/lock-record.ts';
export { openLock, readFreeze, readLocks, type Taken, takeLock } from './locks/locks.ts';
export { hashConfigNames, keptConfigNames } from './manifests/config-names.ts';
export { type Ground, gateProblems } from './manifests/gate.ts';
export { gateWarnings } from './manifests/gate-warnings.ts';
export { type ImagesSet, type ServiceImage, setImages } from './manifests/images.ts';
export { nameJobs } from './manifests/job-names.ts';
export { jobProblems, jobWarnings } from './manifests/job-problems.ts';
export { loadManifests, type Manifest, parseManifests } from './manifests/manifests.ts';
export { isMigration, isRollbackUnsafe, migrationOrder } from './manifests/migrations.ts';
export {
  type KubeObject,
  type ObjectRef,
  objectKey,
  objectName,
  recordAt,
  recordsAt,
  refOf,
} from './manifests/object.ts';
export { type Tier, type TierName, tiers } from './manifests/order.ts';
export { podTemplateOf } from './manifests/pod-template.ts';
export { leaveReplicas, leaveReplicasToAutoscalers } from './manifests/scaling.ts';
export {
  appOf,
  changeCauseAnnotation,
  releaseAnnotation,
  releaseOf,
  type Stamp,
  stampManifests,
} from './manifests/stamp.ts';
export { type ApplyAllOptions, applyObjects, isSuperseded } from './plan/apply.ts';
export { readAutoscalers } from './plan/autoscalers.ts';
export { type DiffLine, diffObjects } from './plan/diff.ts';
export { absent, expectedVersions, type Fence, undoneAnnotation } from './plan/fence.ts';
export { handOverReplicas } from './plan/hand-over.ts';
export { planLocally } from './plan/local-plan.ts';
export { takeOver } from './plan/owners.ts';
export { type Change, type TrialOptions, tryObjects } from './plan/trial.ts';
export { type LoadedApp, loadApp } from './render/load.ts';
export type { RenderOptions } from './render/options.ts';
export { neededRights, readRights } from './rights/needed.ts';
export {
  type CredentialReview,
  type ReaderReview,
  reviewCredential,
  reviewReader,
} from './rights/review.ts';
export { missingRights, type PolicyRule, type Right, rulesFor, rulesText } from './rights/rights.ts';
export { deployRules, planRules, roleFor, roleManifest } from './rights/role.ts';
export { type RolloutReason, rolloutAdvice } from './rollout/advice.ts';
export { secretMask, withoutSecrets } from './rollout/secret-values.ts';
export { rolloutStatus } from './rollout/status.ts';
export type { Trouble } from './rollout/trouble.ts';
export { type Finding, type RolloutVerdict, watchRollout } from './rollout/watch-rollout.ts';
export { ApiError, isApiError } from './transport/api-error.ts';
export type { Cluster, ClusterAnswer, ClusterRequest, Query } from './transport/cluster.ts';
export { clusterFailure } from './transport/cluster-failure.ts';
export { connect } from './transport/connect.ts';
export {
  builtIn,
  collectionPath,
  objectPath,
  type Resource,
  type Resources,
  readObject,
} from './transport/discovery.ts';
