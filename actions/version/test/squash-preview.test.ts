import { describe, expect, it } from 'vitest';
import type { LinePlan } from '../src/line/line-plan.ts';
import { change, plan, unreleased } from './support/plans.ts';
import { readSummary } from './support/read-summary.ts';

describe('the preview of a squash merge', () => {
  const commits = plan([change('feat: a')]);
  const squashed = (title: string, own: Partial<LinePlan> = {}) => ({
    title,
    plans: [plan([change(title)], own)],
  });

  it.each([
    ['feat: a', {}, '- Squashed under its title `feat: a`: the same.\n'],
    [
      'fix: a',
      { version: '1.4.3', tag: 'v1.4.3', bump: 'patch' },
      '- Squashed under its title `fix: a`: **1.4.3** (patch).\n',
    ],
    ['docs: a', unreleased, '- Squashed under its title `docs: a`: nothing to release.\n'],
    ['Stuff `x`', unreleased, '- ⚠️ That title is not a conventional commit: expected `type: subject`'],
  ] as const)('under the title %j', (title, own, expected) => {
    expect(readSummary([commits], { dryRun: true, preview: squashed(title, own) })).toContain(expected);
  });

  it('is the same when neither releases anything, though build numbers differ', () => {
    const preview = squashed('docs: a', { ...unreleased, version: '1.4.3-build.9.gbbbbbbb' });
    expect(readSummary([plan([change('docs: b')], unreleased)], { preview })).toContain(
      '`docs: a`: the same.',
    );
  });

  it('names the services that differ', () => {
    const plans = [plan([change('feat: a')], { service: 'api' }), plan([change('feat: a')])];
    const preview = {
      title: 'fix: a',
      plans: [plan([], { service: 'api', version: '1.4.3', tag: 'v1.4.3', bump: 'patch' }), plan([])],
    };
    expect(readSummary(plans, { preview })).toContain(
      '- Squashed under its title `fix: a`: api **1.4.3** (patch).\n\n',
    );
  });
});
