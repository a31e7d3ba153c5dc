import { defaultBranchFiles, loadConfig } from '@workaday/core';
import { applyRecord, type Writing } from '../apply.ts';
import { Attempts } from '../attempts.ts';
import type { Inputs, RecordReport } from '../contract.ts';
import { nothingWritten, type Ports } from '../ports.ts';
import { plannedSentences } from '../summary.ts';
import { readBackFacts } from './facts.ts';
import { backState, type GoingBack } from './going-back.ts';
import { planBack } from './plan.ts';
import { backSummary } from './summary.ts';
import { backDescription, nameOf } from './texts.ts';

/** Facts → plan → apply → report, for one rollback by hand. */
export async function recordRollback(inputs: Inputs, ports: Ports, at: string): Promise<RecordReport> {
  const { github, log } = ports;
  const back = await readGoingBack(inputs, ports, at);
  const attempts = new Attempts();
  const facts = await readBackFacts(github, back, attempts);
  const plan = planBack(back, facts);
  for (const sentence of plannedSentences(plan, undefined))
    log.line(inputs['dry-run'] ? `would write: ${sentence}` : sentence);
  const found = { ...facts, releases: facts.left.flatMap(({ releases }) => releases) };
  const { deployment, issue } = inputs['dry-run']
    ? nothingWritten
    : await applyRecord(github, plan, found, writingOf(inputs, back), attempts);
  const state = backState(back);
  const outputs = { state, deployment: String(deployment ?? ''), issue: String(issue ?? '') };
  attempts.settle(outputs);
  return {
    outcome: 'recorded',
    reason: inputs['dry-run'] ? 'dry-run' : 'ok',
    message: `the rollback of ${back.environment} from ${nameOf(back.left)} is recorded as ${state}`,
    outputs,
    summary: backSummary(back, plan),
  };
}

/** The configuration of the default branch names the app: there is no checkout, and the form's ref is anyone's choice. */
async function readGoingBack(inputs: Inputs, ports: Ports, at: string): Promise<GoingBack> {
  const { context, github } = ports;
  const { repository, runUrl, runId } = context;
  const config = await loadConfig(defaultBranchFiles(github), { path: inputs.config, repository });
  const left = {
    release: inputs.release,
    version: inputs['undone-version'],
    commit: inputs['undone-commit'],
  };
  const back = {
    release: inputs['restored-release'],
    version: inputs.version,
    commit: inputs.commit,
  };
  return {
    app: inputs.app || config.app,
    environment: inputs.environment,
    outcome: inputs['rollback-outcome'],
    reason: inputs['rollback-reason'],
    by: inputs.by || context.triggeringActor,
    why: inputs.why,
    frozenUntil: inputs['frozen-until'],
    ...{ left, back, runUrl, runId, at },
  };
}

function writingOf(inputs: Inputs, back: GoingBack): Writing {
  const { app, environment, left, back: to, by, why, runUrl, runId } = back;
  return {
    task: 'rollback',
    environment,
    commit: to.commit,
    description: backDescription(back),
    url: inputs.url,
    runUrl,
    payload: {
      workaday: { app, release: left.release, restored: to.release, run: runId },
      version: to.version,
      undone: left,
      by,
      reason: why,
    },
  };
}
