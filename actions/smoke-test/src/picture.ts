import { type Evidence, evidenceCurve, type Round, type VantageState, vantageState } from '@workaday/probe';

const squares: Readonly<Record<VantageState, string>> = {
  good: '🟩',
  bad: '🟥',
  known: '🟨',
  abstains: '⬜',
};

export const stripLegend = '🟩 good, 🟥 bad, 🟨 only what failed before already, ⬜ no vote';

/** What each vantage saw, a square a round, by name. */
export function strips(evidence: Evidence): [string, string][] {
  const names = new Set(evidence.rounds.flatMap(({ vantages }) => vantages.map(({ vantage }) => vantage)));
  return [...names].map((name) => [
    name,
    evidence.rounds.map((round) => squareOf(round, name, evidence)).join(''),
  ]);
}

function squareOf(round: Round, name: string, evidence: Evidence): string {
  const seen = round.vantages.find(({ vantage }) => vantage === name);
  if (seen === undefined || round.void !== undefined) return squares.abstains;
  return squares[vantageState(seen, evidence)];
}

/** Lines in the order of the chart's colours. */
const colours = [
  ['blue', '#0969da'],
  ['orange', '#bc4c00'],
  ['purple', '#8250df'],
] as const;
const grey = '#6e7781';

/** More would be too narrow to be read. */
const mostPoints = 60;

/**
 * How the evidence against a check grew towards its threshold, as a chart that GitHub draws, with its legend;
 * undefined when nothing failed, so that there is nothing to see.
 */
export function evidenceChart(
  evidence: Evidence,
): { check: string; legend: string; chart: string } | undefined {
  const curve = evidenceCurve(evidence);
  if (
    curve === undefined ||
    !curve.points.some(({ values }) => Object.values(values).some((value) => value > 0))
  ) {
    return undefined;
  }
  const points = curve.points.slice(-mostPoints);
  const names = [...new Set(points.flatMap(({ values }) => Object.keys(values)))].slice(0, colours.length);
  const lines = names.map((name) => points.map(({ values }) => values[name] ?? 0));
  const limits = points.map(({ threshold }) => threshold);
  const all = [...lines.flat(), ...limits];
  const palette = [...names.map((_, index) => colours[index]?.[1] ?? grey), grey].join(', ');
  const chart = [
    '```mermaid',
    `%%{init: {"themeVariables": {"xyChart": {"plotColorPalette": "${palette}"}}}}%%`,
    'xychart-beta',
    `  x-axis "seconds" [${points.map(({ at }) => Math.round(at / 1000)).join(', ')}]`,
    `  y-axis "power of ten" ${Math.floor(Math.min(0, ...all))} --> ${Math.ceil(Math.max(...all) + 0.5)}`,
    ...[...lines, limits].map((line) => `  line [${line.map((value) => value.toFixed(2)).join(', ')}]`),
    '```',
  ].join('\n');
  const legend = [
    ...names.map((name, index) => `${colours[index]?.[0]}: ${name}`),
    'grey: what it takes',
  ].join(', ');
  return { check: curve.check, legend, chart };
}
