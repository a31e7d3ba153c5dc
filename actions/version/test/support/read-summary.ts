import type { LinePlan } from '../../src/line/line-plan.ts';
import { type SummaryOptions, versionSummary } from '../../src/telling/summary.ts';
import { links } from './plans.ts';

/** The summary without its release notes, links cut down to their text, as it is read. */
export function readSummary(plans: readonly LinePlan[], options: Partial<SummaryOptions> = {}): string {
  return versionSummary(plans, links, { dryRun: false, ...options })
    .replace(/\[((?:\\.|[^\]])*)\]\([^)]*\)/g, '$1')
    .replace(/<details><summary>Release notes<\/summary>.*?\n<\/details>\n(?=\n#|\n$)/gs, '[notes]\n');
}
