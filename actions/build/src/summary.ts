import { markdownCode, markdownText, type Report, summary } from '@workaday/core';
import type { BuiltService } from './apply.ts';
import type { contract } from './contract.ts';
import { fitAnnotations, fitSummary } from './fit/tell.ts';
import { movedText } from './move-tags.ts';
import type { Tagged } from './publish/tags.ts';
import type { Existing, Missing } from './reuse.ts';
import type { Target } from './services.ts';
import type { Shipped } from './ship-all.ts';

type BuildReport = Report<typeof contract>;
type Looked = Existing | Missing;

/** One line of the outcome, for outputs and for the table. */
interface Row {
  target: Target;
  /** `sha256:…`; undefined in a dry run. */
  digest: string | undefined;
  tagged: readonly Tagged[];
  how: 'built' | 'reused';
  why: string;
}

/** How the run ended, from what was found and what was done. */
export function buildReport(looked: readonly Looked[], shipped: Shipped, elapsed: string): BuildReport {
  const rows = looked.map((each) => rowOf(each, shipped));
  const findings = shipped.built.flatMap((built) => built.findings);
  const reused = shipped.built.length === 0;
  const names = rows.map(({ target, how }) => `${target.service} ${how}`).join(', ');
  return {
    outcome: reused ? 'reused' : 'built',
    reason: reused ? 'source-unchanged' : 'ok',
    message: `${names}, in ${elapsed}`,
    outputs: { ...outputsOf(rows, looked), tags: JSON.stringify(tagsOf(rows, shipped)) },
    annotations: [...fitAnnotations(findings), ...takenTags(rows)],
    summary: summary.document([
      summary.heading(3, `📦 Build: ${reused ? 'nothing to build' : 'built'} in ${elapsed}`),
      table(rows),
      summary.moves('What follows in this run deploys exactly these digests.'),
      shipped.moves.length > 0 && summary.list(movesOf(shipped)),
      fitSummary(findings),
    ]),
  };
}

/** What a run would do. */
export function dryRunReport(looked: readonly Looked[]): BuildReport {
  const rows = looked.map((each) => ({ ...rowOf(each, undefined), tagged: [] }));
  const building = looked.filter((each) => each.image === undefined).map(({ target }) => target.service);
  return {
    outcome: building.length > 0 ? 'built' : 'reused',
    reason: 'dry-run',
    message: building.length > 0 ? `would build ${building.join(', ')}` : 'would build nothing',
    outputs: outputsOf(rows, looked),
    summary: summary.document([
      summary.heading(
        3,
        `📦 Build: would build ${building.length === 0 ? 'nothing' : building.map(markdownText).join(', ')}`,
      ),
      table(rows),
      summary.moves('Nothing was changed; the same step without `dry-run` does it.'),
    ]),
  };
}

function rowOf(looked: Looked, shipped: Shipped | undefined): Row {
  const { target } = looked;
  if (looked.image !== undefined) {
    const tagged = shipped?.taken.find(({ existing }) => existing.target === target)?.tagged ?? [];
    const by = looked.signed ? 'signed by GitHub' : 'not signed: give the job `id-token: write`';
    const why = `same source as ${looked.record.revision.slice(0, 12)}; ${by}`;
    return { target, digest: looked.image.digest, tagged, how: 'reused', why };
  }
  const built: BuiltService | undefined = shipped?.built.find(({ missing }) => missing.target === target);
  const digest = built?.published.image.digest;
  return { target, digest, tagged: built?.tagged ?? [], how: 'built', why: looked.why };
}

function table(rows: readonly Row[]): string {
  const cells = rows.map(({ target, digest, tagged, how, why }) => {
    const tags = tagged.length > 0 ? tagged.map(({ tag }) => tag) : [target.tag];
    return [
      markdownText(target.service),
      tags.map((tag) => markdownCode(`${target.repository}:${tag}`)).join('<br>'),
      digest === undefined ? '' : markdownCode(digest),
      how,
      markdownText(why),
    ];
  });
  return summary.table(['Service', 'Image', 'Digest', '', 'Why'], cells);
}

function movesOf({ moves }: Shipped): string[] {
  return moves.flatMap(({ service, tags }) =>
    tags.map((moved) => `${markdownText(service)}: ${markdownText(movedText(moved.tag, moved))}`),
  );
}

/** Every tag that names a service's image now. */
function tagsOf(rows: readonly Row[], { moves }: Shipped): Record<string, string[]> {
  return Object.fromEntries(
    rows.map(({ target, tagged }) => {
      const moved = moves.find(({ service }) => service === target.service)?.tags ?? [];
      const now = moved.filter(({ result }) => result !== 'left').map(({ tag }) => tag);
      return [target.service, [...tagged.map(({ tag }) => tag), ...now]];
    }),
  );
}

function takenTags(rows: readonly Row[]): NonNullable<BuildReport['annotations']> {
  return rows.flatMap(({ target, tagged }) =>
    tagged
      .filter(({ takenBy }) => takenBy !== undefined)
      .map(({ asked, tag, takenBy }) => ({
        level: 'warning' as const,
        title: 'Build: tag taken',
        message: `${target.repository}:${asked} is another image (${takenBy}) and stays so; this one is tagged ${tag}.\nDeployments name images by digest and are right; people who pull the tag get the other image.`,
      })),
  );
}

function outputsOf(rows: readonly Row[], looked: readonly Looked[]) {
  const known = rows.filter(({ digest }) => digest !== undefined);
  const pinned = ({ target, digest }: Row) => `${target.repository}@${digest}`;
  const named = (how: Row['how']) =>
    rows
      .filter((row) => row.how === how)
      .map(({ target }) => target.service)
      .join('\n');
  const [only] = known;
  const keys = looked.map(({ target, source }) => [target.service, source.key ?? '']);
  return {
    image: only && rows.length === 1 ? pinned(only) : '',
    images: known.map((row) => `${row.target.service}=${pinned(row)}`).join('\n'),
    built: named('built'),
    reused: named('reused'),
    'source-keys': JSON.stringify(Object.fromEntries(keys)),
  };
}
