import { atLeast, atMost, exactly, type Goal } from '../measure/goals.ts';
import { type Row, us, withFiveChecks } from './measure.ts';
import { burstLaws } from './noise.ts';
import { quiet } from './scenarios.ts';
import { per10k, quantile, type Series } from './series.ts';

/** The goals that were set for the default rule. */
export function verdictGoals(rows: readonly Row[]): Goal[] {
  const of = (scenario: string, level = 1, contestant = us): Series | undefined =>
    rows.find(
      (row) =>
        row.contestant === contestant &&
        row.scenario === scenario &&
        row.level === level &&
        row.law === burstLaws.tuned.name,
    )?.series;
  const falsely = (series: Series | undefined) => series && per10k(series.rolledBack, series.deployments);
  const caught = (scenario: string) => {
    const series = of(scenario);
    return series && (series.rolledBack / series.deployments) * 100;
  };
  const seen = (scenario: string) => {
    const series = of(scenario);
    return series && ((series.deployments - series.kept) / series.deployments) * 100;
  };
  const good = of(quiet.name);
  const down = of('down');
  const downAtFive = of('down', 1, withFiveChecks);
  return [
    atLeast('good deployments', good?.deployments, 200_000),
    atMost('false rollbacks per 10,000', falsely(good), 1),
    atMost('false rollbacks per 10,000, noise × 5', falsely(of(quiet.name, 5)), 3),
    atMost('false rollbacks per 10,000, five checks', falsely(of(quiet.name, 1, withFiveChecks)), 1),
    exactly('rolled back for a dependency broken before', of('dependency broken before')?.rolledBack, 0),
    atLeast('% caught: down', caught('down'), 99.9),
    atLeast('% caught: 30 % broken', caught('30 % broken'), 99.9),
    atLeast('% caught: 10 % broken', caught('10 % broken'), 99),
    atMost('seconds of voting until down is undone, median', down && quantile(down.rollbackTimes, 0.5), 45),
    atMost(
      'seconds of voting until down is undone, five checks, median',
      downAtFive && quantile(downAtFive.rollbackTimes, 0.5),
      45,
    ),
    atMost('seconds of voting until a good one is kept, median', good && quantile(good.keepTimes, 0.5), 60),
    exactly('% not kept: another digest runs', seen('the old version answered: another digest runs'), 100),
    exactly('% not kept: old pods get traffic', seen('the old version answered: old pods get traffic'), 100),
  ];
}
