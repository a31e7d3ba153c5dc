import {
  type Change,
  type Finding,
  freezeSentence,
  type Lock,
  type Release,
  type RestoreResult,
} from '@workaday/kubernetes';
import type { DeployReport, Reason } from './contract.ts';
import type { Deployment } from './plan.ts';
import { reasons } from './reasons.ts';
import type { RolledOut } from './roll-out.ts';
import { whyNothing } from './why-nothing.ts';

/** What ended a release that did not come up. */
export interface Fault {
  reason: Reason;
  /** One sentence with object and cause. */
  message: string;
  findings: readonly Finding[];
}

/** How a deploy ended. */
export interface Ending {
  outcome: DeployReport['outcome'];
  reason: Reason;
  message: string;
  fault?: Fault;
  restored?: Extract<RestoreResult, { result: 'restored' }>;
  /** What stops the next merge. */
  freeze?: Lock | undefined;
}

/** The cause of a rollout that is not complete; undefined for one that is. */
export function faultOf(rolledOut: RolledOut): Fault | undefined {
  if (rolledOut.state === 'ready') return undefined;
  if (rolledOut.state === 'refused')
    return { reason: 'apply-failed', message: rolledOut.message, findings: [] };
  const { findings, state } = rolledOut;
  const texts = findings.map(
    ({ object, trouble }) =>
      `${object}${trouble.pod ? `, pod ${trouble.pod}` : ''}${trouble.container ? `, container ${trouble.container}` : ''}: ${trouble.message}`,
  );
  const reason = findings[0]?.trouble.reason ?? 'timeout';
  return {
    reason: isReason(reason) ? reason : 'timeout',
    message: `${state === 'timeout' ? 'not complete in time: ' : ''}${texts.join('; ')}`,
    findings,
  };
}

function isReason(text: string): text is Reason {
  return Object.hasOwn(reasons, text);
}

/** A release that rolled out completely. */
export function deployedEnding(release: Release, verify: 'rollout' | 'smoke-test'): Ending {
  const name = `release ${release.number} (${release.version})`;
  if (release.state !== 'verified' && release.state !== 'pending')
    return {
      outcome: 'superseded',
      reason: 'newer-release',
      message: `${name} was ended by another run as ${release.state} while it rolled out`,
    };
  return {
    outcome: 'deployed',
    reason: 'ok',
    message:
      verify === 'rollout'
        ? `${name} runs completely and is verified`
        : `${name} runs completely and waits for its smoke test`,
  };
}

/** Newer work than ours was found on the way. */
export function supersededEnding(message: string): Ending {
  return { outcome: 'superseded', reason: 'newer-release', message };
}

/** A release that did not come up, and what was done about it. */
export function faultEnding(
  fault: Fault,
  plan: Pick<Deployment, 'number'>,
  undone: { restore: RestoreResult; freeze: Lock | undefined } | undefined,
): Ending {
  const what = `release ${plan.number} did not come up (${fault.message})`;
  const common = { reason: fault.reason, fault, freeze: undone?.freeze };
  const restore = undone?.restore;
  if (restore === undefined)
    return { ...common, outcome: 'failed', message: `${what}; it stays, because on-failure is keep` };
  if (restore.result === 'nothing-to-restore')
    return {
      ...common,
      outcome: 'failed',
      message: `${what}; it stays, because ${whyNothing(restore.why)}`,
    };
  if (restore.result === 'failed')
    return {
      ...common,
      outcome: 'rollback-failed',
      message: `${what}, and release ${restore.release.number} could not be restored: ${restore.why}${frozen(undone?.freeze)}`,
    };
  return {
    ...common,
    outcome: 'rolled-back',
    message: `${what}; release ${restore.release.number} (${restore.release.version}) serves again${frozen(undone?.freeze)}`,
    restored: restore,
  };
}

function frozen(freeze: Lock | undefined): string {
  return freeze === undefined ? '' : `. ${freezeSentence(freeze)}`;
}

/** `changes` as the output holds them. */
export function changesOutput(changes: readonly Change[]): string {
  return JSON.stringify(
    changes.map(({ manifest: { object, place }, change }) => ({
      object: `${object.kind}/${object.metadata.name}`,
      change,
      file: place.file,
    })),
  );
}
