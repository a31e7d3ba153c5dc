import { formatDuration, loadConfig, type Report } from '@workaday/core';
import type { contract } from './contract.ts';
import { readDockerConfig } from './docker/login.ts';
import { checkDockerfiles } from './facts.ts';
import type { Ports } from './ports.ts';
import { lookFor, lookIfPossible, lookText } from './reuse.ts';
import { refuseUnfit } from './service-fit.ts';
import { buildTargets, type Inputs } from './services.ts';
import { shipAll } from './ship-all.ts';
import { buildReport, dryRunReport } from './summary.ts';
import { allOrFailure } from './together.ts';
import { openRun, readSource } from './whole-run.ts';

/**
 * Facts → plan → preflight → build → publish → report. What exists already is not built, and docker is not called when
 * everything does.
 */
export async function build(inputs: Inputs, ports: Ports): Promise<Report<typeof contract>> {
  const { context, clock } = ports;
  const started = clock.now();
  const config = await loadConfig(ports.files, {
    path: inputs.config,
    repository: context.repository,
    registry: inputs.registry || undefined,
  });
  const targets = buildTargets(config, inputs, context.sha, ports.sha256);
  await checkDockerfiles(targets, ports);
  const run = openRun(inputs, targets, config.services.length > 1, await readDockerConfig(ports), ports);
  const look = inputs['dry-run'] ? lookIfPossible : lookFor;
  const looked = await allOrFailure(
    targets.map(async (target) => look({ target, source: await readSource(target, run) }, run)),
  );
  if (inputs.fit === 'strict') await refuseUnfit(looked);
  for (const each of looked) ports.log.line(lookText(each));
  if (inputs['dry-run']) return dryRunReport(looked);
  const existing = looked.filter((each) => each.image !== undefined);
  const missing = looked.filter((each) => each.image === undefined);
  const shipped = await shipAll(existing, missing, run);
  ports.log.line(`${run.registries.requests()} requests to registries`);
  return buildReport(looked, shipped, formatDuration(clock.now() - started));
}
