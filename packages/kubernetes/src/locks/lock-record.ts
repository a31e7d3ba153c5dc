import { leaseTime } from '../ledger/lease-object.ts';
import { type KubeObject, recordAt } from '../manifests/object.ts';

/** `lock`: someone wants no deploys for a while. `freeze`: a bad commit must not come back by itself. */
export type LockKind = 'lock' | 'freeze';

/** Which deploys are stopped: those of one app, or of every app in the namespace. */
export interface LockPlace {
  namespace: string;
  app: string | undefined;
}

/** Who stops deploys, why, and until when. */
export interface Lock {
  kind: LockKind;
  /** Undefined: every app of the namespace. */
  app: string | undefined;
  /** Who asked for it; a login at GitHub. */
  by: string;
  reason: string;
  /** `repository/runId` that made it. */
  holder: string;
  /** URL of that run; empty when it is not known. */
  run: string;
  /** ISO 8601, by the API server's clock. */
  since: string;
  until: string;
  /** Of a freeze: the commit that was rolled back; empty when none is known. */
  commit: string;
}

/** What is written of a lock; the times come from the API server's clock. */
export type NewLock = Omit<Lock, 'since' | 'until'> & { /** Seconds. */ lasting: number };

/** What tells one freeze from the next; empty for none. */
export function freezeMark(freeze: Lock | undefined): string {
  return freeze === undefined ? '' : `${freeze.holder} ${freeze.since}`;
}

const annotation = {
  by: 'workaday.dev/locked-by',
  reason: 'workaday.dev/lock-reason',
  run: 'workaday.dev/run',
  commit: 'workaday.dev/bad-commit',
} as const;

export function lockName(kind: LockKind, app: string | undefined): string {
  return app === undefined ? `workaday-${kind}` : `workaday-${kind}.${app}`;
}

/** @param now milliseconds by the API server's clock */
export function lockBody(
  { namespace }: LockPlace,
  { kind, app, by, reason, holder, run, commit, lasting }: NewLock,
  current: KubeObject | undefined,
  now: number,
): KubeObject {
  const time = leaseTime(now);
  return {
    ...current,
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      ...current?.metadata,
      name: lockName(kind, app),
      namespace,
      labels: { ...current?.metadata.labels, 'app.kubernetes.io/managed-by': 'workaday' },
      annotations: {
        ...current?.metadata.annotations,
        [annotation.by]: by,
        [annotation.reason]: reason,
        [annotation.run]: run,
        [annotation.commit]: commit,
      },
    },
    spec: {
      ...recordAt(current, 'spec'),
      holderIdentity: holder,
      acquireTime: time,
      renewTime: time,
      leaseDurationSeconds: lasting,
    },
  };
}

/**
 * The lock that a Lease stands for; undefined when it was opened or its time is over.
 * @param now milliseconds by the API server's clock
 */
export function lockOf(
  lease: KubeObject | undefined,
  kind: LockKind,
  app: string | undefined,
  now: number,
): Lock | undefined {
  const spec = recordAt(lease, 'spec');
  const since = Date.parse(String(spec?.['renewTime'] ?? ''));
  const until = since + Number(spec?.['leaseDurationSeconds'] ?? 0) * 1000;
  const holder = String(spec?.['holderIdentity'] ?? '');
  if (holder === '' || !(until > now)) return undefined;
  const said = lease?.metadata.annotations ?? {};
  return {
    kind,
    app,
    by: said[annotation.by] ?? '',
    reason: said[annotation.reason] ?? '',
    holder,
    run: said[annotation.run] ?? '',
    since: new Date(since).toISOString(),
    until: new Date(until).toISOString(),
    commit: said[annotation.commit] ?? '',
  };
}
