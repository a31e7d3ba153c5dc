import { formatDuration, markdownCode, markdownText, summary } from '@workaday/core';
import { type Change, objectName } from '@workaday/kubernetes';
import type { Order } from './facts.ts';
import type { Ending, Fault } from './outcome.ts';

export interface Step {
  name: string;
  /** Milliseconds. */
  took: number;
}

export interface Told {
  order: Order;
  ending: Ending;
  changes: readonly Change[];
  steps: readonly Step[];
  release: number | undefined;
  previous: number | undefined;
}

const signs: Readonly<Record<string, string>> = { deployed: '✅', unchanged: '✅', superseded: '⏭️' };

/** What a person wants to know of a deploy, the answer first. */
export function deploySummary({ order, ending, changes, steps, release, previous }: Told): string {
  const { place, identity } = order;
  return summary.document([
    summary.heading(
      3,
      `${signs[ending.outcome] ?? '❌'} Deploy ${markdownText(place.app)} to ${markdownText(place.environment)}: ${ending.outcome} (${ending.reason})`,
    ),
    `${markdownText(ending.message)}\n`,
    ...faultSections(ending.fault),
    ending.restored &&
      `**Restored:** release ${ending.restored.release.number} (${markdownText(ending.restored.release.version)}), in ${formatDuration(ending.restored.took)}\n`,
    ending.fault && `**What to do:** ${adviceOn(ending)}\n`,
    summary.table(
      ['release', 'way back', 'version', 'commit', 'namespace'],
      [
        [
          String(release ?? 'none'),
          String(previous ?? 'none'),
          markdownCode(identity.version),
          markdownCode(identity.commit.slice(0, 12)),
          markdownCode(place.namespace),
        ],
      ],
    ),
    order.images.length > 0 &&
      summary.table(
        ['service', 'image'],
        order.images.map(({ service, reference }) => [markdownText(service), markdownCode(reference)]),
      ),
    changes.length > 0 && changesTable(changes),
    steps.length > 0 &&
      summary.table(
        ['step', 'took'],
        steps.map(({ name, took }) => [name, formatDuration(took)]),
      ),
  ]);
}

function changesTable(changes: readonly Change[]): string {
  return summary.table(
    ['object', 'change', 'file', 'taken over from'],
    changes.map(({ manifest: { object, place }, change, takenOver }) => [
      markdownCode(objectName(object)),
      change,
      markdownText([place.file, place.line].filter(Boolean).join(':')),
      takenOver
        .map(({ manager, fields }) => `${markdownText(manager)}: ${markdownText(fields.join(', '))}`)
        .join('; '),
    ]),
  );
}

function faultSections(fault: Fault | undefined): string[] {
  return (fault?.findings ?? []).map(({ object, trouble, events, log }) =>
    [
      `**Cause:** ${markdownCode(object)}: ${markdownText(trouble.message)} (${trouble.reason})\n`,
      events.length > 0 ? summary.evidence('Events', events.join('\n')) : '',
      log.length > 0
        ? summary.evidence(
            `Last log lines of ${trouble.pod ?? ''} ${trouble.container ?? ''}`,
            log.join('\n'),
          )
        : '',
    ].join('\n'),
  );
}

function adviceOn({ outcome }: Ending): string {
  if (outcome === 'rolled-back')
    return 'correct the cause and merge; users are served by the restored release meanwhile.';
  if (outcome === 'rollback-failed')
    return 'a person looks at the namespace now: neither this release nor the one before it serves completely.';
  return 'correct the cause and merge; nothing was undone.';
}

/** The same evidence for the log. */
export function faultLines(fault: Fault): string[] {
  return fault.findings.flatMap(({ object, trouble, events, log }) => [
    `${object}: ${trouble.message} (${trouble.reason})`,
    ...events.map((line) => `  event: ${line}`),
    ...log.map((line) => `  ${trouble.container ?? 'log'} | ${line}`),
  ]);
}
