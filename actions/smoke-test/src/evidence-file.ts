import { errorMessage } from '@workaday/core';
import type { Evidence } from '@workaday/probe';
import type { SmokeReport } from './contract.ts';
import type { Ports } from './ports.ts';

/** The report with the path of the file that holds all that was seen. What was decided is reported without it, too. */
export async function withEvidenceFile(
  { keep, log }: Pick<Ports, 'keep' | 'log'>,
  { phase }: { phase: 'before' | 'after' },
  evidence: Evidence,
  report: SmokeReport,
): Promise<SmokeReport> {
  const name = `smoke-test-${phase}-release-${evidence.release}.json`;
  try {
    const file = await keep(name, JSON.stringify(evidence));
    return { ...report, outputs: { ...report.outputs, 'evidence-file': file } };
  } catch (error) {
    log.line(`the evidence could not be kept in a file: ${errorMessage(error)}`);
    return report;
  }
}
