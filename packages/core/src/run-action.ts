import type { Contract, ContractInputs } from './contract.ts';
import { errorMessage, Failure, type FailureParts, type Place, type Problem } from './failure.ts';
import { markdownText } from './hostile-text.ts';
import type { Runner } from './ports.ts';
import { readInputs, secretValues } from './read-inputs.ts';
import type { Report } from './report.ts';
import { advice, document, evidence, heading, list } from './summary.ts';

/**
 * The one way an action runs and ends: inputs are read all at once, and whatever happens, the outputs
 * `outcome` and `reason`, the job summary, the annotations and the exit code are set.
 */
export async function runAction<C extends Contract>(
  contract: C,
  runner: Runner,
  run: (inputs: ContractInputs<C>) => Promise<Report<C>>,
): Promise<void> {
  for (const value of secretValues(contract.inputs, runner.env)) runner.mask(value);
  let report: Report;
  try {
    report = await run(readInputs(contract.inputs, runner.env) as ContractInputs<C>);
  } catch (error) {
    report = failureReport(contract, error);
    if (!(error instanceof Failure)) runner.log.line(stackOf(error));
  }
  await publish(contract, runner, report);
}

async function publish(contract: Contract, runner: Runner, report: Report): Promise<void> {
  const ok = contract.outcomes[report.outcome]?.ok ?? false;
  for (const name of Object.keys(contract.outputs)) runner.setOutput(name, report.outputs[name] ?? '');
  runner.setOutput('outcome', report.outcome);
  runner.setOutput('reason', report.reason);
  for (const annotation of report.annotations ?? []) runner.annotate(annotation);
  runner.log.line(`${contract.name}: ${report.outcome} (${report.reason}): ${report.message}`);
  await runner.addSummary(report.summary);
  runner.setExitCode(ok ? 0 : 1);
}

/** A failure as every reader meets it: annotation, summary and outputs from the same parts. */
export function failureReport(contract: Contract, error: unknown): Report {
  const parts = error instanceof Failure ? error.parts : bugParts(error);
  const sentences = [parts.what, parts.why, parts.next].filter((part) => part !== undefined);
  const title = `${contract.title}: ${parts.reason}`;
  const placed = (parts.problems ?? []).filter((problem) => problem.place !== undefined);
  return {
    outcome: parts.outcome ?? 'failed',
    reason: parts.reason,
    message: parts.what,
    outputs: { ...parts.outputs },
    annotations: [
      { level: 'error', title, message: sentences.join('\n'), place: parts.place },
      ...placed.map((problem) => ({
        level: 'error' as const,
        title,
        message: problemText(problem),
        place: problem.place,
      })),
    ],
    summary: document([
      heading(3, `❌ ${contract.title}: ${parts.outcome ?? 'failed'} (${parts.reason})`),
      `**What happened:** ${markdownText(parts.what)}${placeText(parts.place)}\n`,
      parts.why !== undefined && `**Why:** ${markdownText(parts.why)}\n`,
      (parts.problems?.length ?? 0) > 0 &&
        list(
          (parts.problems ?? []).map(
            (problem) => markdownText(problemText(problem)) + placeText(problem.place),
          ),
        ),
      advice(parts.next),
      parts.evidence !== undefined && evidence('Evidence', parts.evidence),
    ]),
  };
}

function problemText(problem: Problem): string {
  return problem.next === undefined ? problem.what : `${problem.what} (${problem.next})`;
}

function placeText(place: Place | undefined): string {
  if (place === undefined) return '';
  const position = [place.file, place.line, place.column].filter((part) => part !== undefined).join(':');
  return ` (${markdownText(position)})`;
}

function bugParts(error: unknown): FailureParts {
  return {
    reason: 'internal-error',
    what: `Workaday itself failed: ${errorMessage(error)}`,
    why: 'This is a bug in Workaday, or a system error that it does not know; the log holds the stack.',
    next: 'Run the job again; if it fails in the same way, open an issue with the log of this step.',
  };
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
