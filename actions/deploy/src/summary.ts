import { formatDuration, markdownCode, markdownText, summary } from '@workaday/core';
import { type AppPlace, type Finding, objectName } from '@workaday/kubernetes';
import type { Order } from './facts.ts';
import type { Prepared } from './load.ts';
import { movesOf } from './moves.ts';
import type { Ending, Fault } from './outcome.ts';
import { planSections } from './plan-summary.ts';
import type { Known } from './report.ts';

export interface Step {
  name: string;
  /** Milliseconds. */
  took: number;
}

export interface Told {
  order: Order;
  ending: Ending;
  known: Known;
  prepared: Prepared;
  steps: readonly Step[];
  release: number | undefined;
  previous: number | undefined;
}

const signs: Readonly<Record<string, string>> = { deployed: '✅', unchanged: '✅', superseded: '⏭️' };

/** What a person wants to know of a deploy, the answer first. */
export function deploySummary({ order, ending, known, prepared, steps, release, previous }: Told): string {
  const { place, identity, authority } = order;
  const { by, glass } = authority;
  return summary.document([
    glass !== '' && `> [!CAUTION]\n> **${markdownText(by)} broke the glass:** ${markdownText(glass)}\n`,
    ...endingSections(place, ending),
    summary.table(
      ['release', 'way back', 'version', 'commit', 'namespace', 'as'],
      [
        [
          String(release ?? 'none'),
          String(previous ?? 'none'),
          markdownCode(identity.version),
          markdownCode(identity.commit.slice(0, 12)),
          markdownCode(place.namespace),
          markdownCode(known.credential.user),
        ],
      ],
    ),
    order.images.length > 0 &&
      summary.table(
        ['service', 'image'],
        order.images.map(({ service, reference }) => [markdownText(service), markdownCode(reference)]),
      ),
    ...planSections(known, prepared.notes),
    steps.length > 0 &&
      summary.table(
        ['step', 'took'],
        steps.map(({ name, took }) => [name, formatDuration(took)]),
      ),
  ]);
}

/** How a release that a cancelled run had left was brought to its end. */
export function endingSummary(place: AppPlace, ending: Ending): string {
  return summary.document(endingSections(place, ending));
}

function endingSections(place: AppPlace, ending: Ending): (string | undefined | false)[] {
  return [
    summary.heading(
      3,
      `${signs[ending.outcome] ?? '❌'} Deploy ${markdownText(place.app)} to ${markdownText(place.environment)}: ${ending.outcome} (${ending.reason})`,
    ),
    `${markdownText(ending.message)}\n`,
    ...(ending.fault?.findings ?? []).map(findingSection),
    ending.restored &&
      `**Restored:** release ${ending.restored.release.number} (${markdownText(ending.restored.release.version)}), in ${formatDuration(ending.restored.took)}\n`,
    ending.restored !== undefined &&
      ending.restored.notRestored.length > 0 &&
      `**Not as it was:**\n\n${summary.list(ending.restored.notRestored.map(({ object, why }) => `${markdownCode(objectName(object))}: ${markdownText(why)}`))}`,
    ending.fault ? `**What to do:** ${adviceOn(ending)}\n` : summary.moves(movesOf(ending)),
  ];
}

function findingSection({ object, trouble, events, log, advice }: Finding): string {
  return [
    `**Cause:** ${markdownCode(object)}: ${markdownText(trouble.message)} (${trouble.reason}). ${markdownText(advice)}\n`,
    events.length > 0 ? summary.evidence('Events', events.join('\n')) : '',
    log.length > 0
      ? summary.evidence(`Last log lines of ${trouble.pod ?? ''} ${trouble.container ?? ''}`, log.join('\n'))
      : '',
  ].join('\n');
}

function adviceOn({ outcome, freeze }: Ending): string {
  if (outcome === 'rolled-back' && freeze !== undefined)
    return `merge a revert of ${markdownText(freeze.commit)}, which passes the freeze, or correct the cause, unlock the app and merge; users are served by the restored release meanwhile.`;
  if (outcome === 'rolled-back')
    return 'correct the cause and merge; users are served by the restored release meanwhile.';
  if (outcome === 'rollback-failed')
    return 'a person looks at the namespace now: neither this release nor the one before it serves completely.';
  return 'correct the cause and merge; nothing was undone.';
}

/** The same evidence for the log. */
export function faultLines(fault: Fault): string[] {
  return fault.findings.flatMap(({ object, trouble, events, log, advice }) => [
    `${object}: ${trouble.message} (${trouble.reason})`,
    ...events.map((line) => `  event: ${line}`),
    ...log.map((line) => `  ${trouble.container ?? 'log'} | ${line}`),
    `  what to do: ${advice}`,
  ]);
}
