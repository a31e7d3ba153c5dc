import type { Manifest } from '../manifests/manifests.ts';
import { type KubeObject, objectName, recordAt } from '../manifests/object.ts';
import type { Right } from '../rights/rights.ts';
import { type ApiError, isApiError } from '../transport/api-error.ts';
import type { Cluster } from '../transport/cluster.ts';
import { refusedRight } from '../transport/cluster-failure.ts';
import { builtIn } from '../transport/discovery.ts';
import { isDryRunRefused } from './answer.ts';
import { tryCreate } from './dry-run.ts';
import { type Refusal, refusalsIn } from './refusal.ts';
import { fitsNever, podOf, triedTemplate, wantedPods } from './trial-pod.ts';

/** An object that the server would take, and what it would be then. */
export interface Accepted {
  manifest: Manifest;
  live: KubeObject | undefined;
  result: KubeObject;
  changes: boolean;
}

export interface PodCheck {
  refusals: Refusal[];
  notes: { manifest: Manifest; text: string }[];
  rights: Right[];
}

/**
 * Tries a pod of every workload that changes, without creating it: quota, LimitRanges, PodSecurity, ServiceAccounts
 * and webhooks for pods speak only when pods are made, long after the workload was taken.
 * @param missingAccounts ServiceAccounts that are told to be missing already; pods are tried without them
 */
export async function tryPods(
  cluster: Cluster,
  namespace: string,
  accepted: readonly Accepted[],
  missingAccounts: readonly string[],
): Promise<PodCheck> {
  const accounts = accepted.filter(({ manifest }) => manifest.object.kind === 'ServiceAccount');
  const unknownAccounts = new Set([
    ...missingAccounts,
    ...accounts.map(({ manifest }) => manifest.object.metadata.name),
  ]);
  const check: PodCheck = { refusals: [], notes: [], rights: [] };
  const tried = accepted.filter(({ changes }) => changes);
  await Promise.all(
    tried.map(async (one) => {
      const pod = podOf(one.result, unknownAccounts);
      if (pod === undefined) return;
      const error = await tryCreate(cluster, namespace, builtIn.Pod, pod).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      if (error === undefined) return;
      if (!isApiError(error)) throw error;
      take(check, one, error, accepted);
    }),
  );
  return check;
}

function take(check: PodCheck, one: Accepted, error: ApiError, all: readonly Accepted[]): void {
  const { manifest } = one;
  const right = refusedRight(error);
  if (right) {
    check.rights.push(right);
    return;
  }
  const note = (text: string) =>
    check.notes.push({ manifest, text: `${objectName(manifest.object)}: ${text}` });
  if (isDryRunRefused(error)) {
    note(`its pods could not be tried: ${error.message}`);
    return;
  }
  const refusals = refusalsIn(error, manifest).map((refusal) => ofPods(refusal, manifest, error));
  const why = whyNotNow(one, error, all);
  if (why === undefined) check.refusals.push(...refusals);
  else for (const { problem } of refusals) note(`${withoutName(problem.what, manifest)}; ${why}`);
}

/** Why a refused pod does not stop the release; undefined when it does. */
function whyNotNow(one: Accepted, { message }: ApiError, all: readonly Accepted[]): string | undefined {
  const { result, live } = one;
  if (wantedPods(result) === 0) return 'none is wanted now, so nothing stops for it';
  if (changesGround(all, message)) return 'the release itself changes these limits, so nothing stops for it';
  if (!/exceeded quota/.test(message) || fitsNever(message)) return undefined;
  if (result.kind === 'CronJob') return 'its pods are made later, when there may be room';
  if (runsPods(live)) return 'old pods make room as they leave, so nothing stops for it, but it may be slow';
  if (all.some((other) => other !== one && other.changes && runsPods(other.live)))
    return 'other workloads of this release may make room, so nothing stops for it';
  return undefined;
}

function runsPods(live: KubeObject | undefined): boolean {
  if (!live || triedTemplate(live) === undefined || live.kind === 'CronJob') return false;
  const status = recordAt(live, 'status') ?? {};
  const running = [status['replicas'], status['currentNumberScheduled'], status['active']];
  return running.some((count) => typeof count === 'number' && count > 0);
}

function changesGround(all: readonly Accepted[], message: string): boolean {
  const kind = /quota/.test(message) ? 'ResourceQuota' : /usage per|limit/i.test(message) ? 'LimitRange' : '';
  return all.some(({ manifest, changes }) => changes && manifest.object.kind === kind);
}

/** The same refusal, said of the workload's pods, at the field that names what is missing. */
function ofPods(refusal: Refusal, manifest: Manifest, { message }: ApiError): Refusal {
  const what = `${objectName(manifest.object)}: its pods would be refused: ${withoutName(refusal.problem.what, manifest)}`;
  const template = `.${triedTemplate(manifest.object) ?? 'spec.template'}`;
  const field = refusal.field ? `${template}.${refusal.field.replace(/^\./, '')}` : `${template}.spec`;
  return {
    ...refusal,
    field,
    problem: { ...refusal.problem, what, next: adviceOn(message) ?? refusal.problem.next },
  };
}

function adviceOn(message: string): string | undefined {
  if (/violates PodSecurity/.test(message))
    return 'set in the pod template what each part in brackets asks for; the level belongs to the namespace';
  if (/must specify/.test(message))
    return 'set these requests and limits on every container of the pod template';
  if (/PriorityClass/.test(message))
    return 'name a PriorityClass of this cluster, or leave priorityClassName out';
  if (/RuntimeClass/.test(message))
    return 'name a RuntimeClass of this cluster, or leave runtimeClassName out';
  if (/service account/.test(message))
    return 'a person creates the ServiceAccount in the namespace, or leave serviceAccountName out';
  return undefined;
}

function withoutName(what: string, { object }: Manifest): string {
  return what.replace(`${objectName(object)}: `, '');
}
