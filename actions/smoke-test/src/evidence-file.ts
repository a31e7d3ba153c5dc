import type { Evidence } from '@workaday/probe';
import type { SmokeReport } from './contract.ts';
import type { Ports } from './ports.ts';

/** The report with the path of the file that holds all that was seen. */
export async function withEvidenceFile(
  { keep }: Ports,
  { phase }: { phase: 'before' | 'after' },
  evidence: Evidence,
  report: SmokeReport,
): Promise<SmokeReport> {
  const file = await keep(`smoke-test-${phase}-release-${evidence.release}.json`, JSON.stringify(evidence));
  return { ...report, outputs: { ...report.outputs, 'evidence-file': file } };
}
