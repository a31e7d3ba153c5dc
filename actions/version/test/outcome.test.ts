import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from '../src/changes/change.ts';
import type { LinePlan } from '../src/line/line-plan.ts';
import { appNotes, appVersion, outputsOf } from '../src/outcome.ts';
import { longestNotes, releaseNotes } from '../src/telling/notes.ts';
import { change, links, plan, tag, unreleased } from './support/plans.ts';

function service(name: string, changes: readonly Change[], own: Partial<LinePlan> = {}): LinePlan {
  return plan(changes, { service: name, prefix: `${name}/v`, tag: `${name}/v1.5.0`, ...own });
}

const many = (count: number) =>
  Array.from({ length: count }, (_, index) => change(`fix: number ${index} of many`));

describe('the version of the app', () => {
  it.each([
    [['released', 'superseded'], 'superseded'],
    [['already-released', 'released', 'unreleased'], 'released'],
    [['already-released', 'unreleased'], 'already-released'],
    [['unreleased'], 'unreleased'],
  ] as const)('%j is %s', (outcomes, expected) => {
    expect(appVersion(outcomes.map((outcome) => plan([], { outcome }))).outcome).toBe(expected);
  });

  it('is the highest one of its services, by SemVer order', () => {
    const versions = ['1.9.0', '1.10.0', '1.10.0-build.3.gabc'];
    expect(appVersion(versions.map((version) => plan([], { version }))).lead.version).toBe('1.10.0');
  });
});

describe('outputs', () => {
  it('of one service', () => {
    const only = plan([change('feat: a')]);
    expect(outputsOf([only], links)).toEqual({
      version: '1.5.0',
      tag: 'v1.5.0',
      'previous-version': '1.4.2',
      bump: 'minor',
      notes: releaseNotes(only, links),
      services: JSON.stringify({
        web: {
          version: '1.5.0',
          tag: 'v1.5.0',
          previousVersion: '1.4.2',
          bump: 'minor',
          outcome: 'released',
          changed: true,
        },
      }),
    });
  });

  it('of a first version that is none yet are empty, not absent', () => {
    const first = plan([], { ...unreleased, previous: undefined });
    expect(outputsOf([first], links)).toMatchObject({ tag: '', 'previous-version': '', bump: 'none' });
  });

  it.each([
    [['elsewhere'], false],
    [['merge', 'elsewhere'], false],
    [[], false],
    [['elsewhere', 'quiet'], true],
    [['undone'], true],
    [['unreadable'], true],
  ] as const)('tell whether a commit touches the service: %j is %s', (fates, changed) => {
    const { services } = outputsOf([plan(fates.map((fate) => change('feat: a', { fate })))], links);
    expect(JSON.parse(services)).toMatchObject({ web: { changed } });
  });
});

describe('notes of several services', () => {
  it('have a chapter for each that has something to tell', () => {
    const notes = appNotes(
      [
        service('api', [change('feat: pages')]),
        service('web', [change('feat: pages', { fate: 'elsewhere' })], unreleased),
        service('job', [change('docs: how')], unreleased),
      ],
      links,
    );
    expect(notes.match(/^## .*/gm)).toEqual(['## api 1.5.0', '## job 1.4.3-build.1.gaaaaaaa']);
  });

  it('give a long one what the short ones leave', () => {
    const plans = [service('api', many(5000)), service('web', [change('feat: a')]), service('job', many(3))];
    const notes = appNotes(plans, links);
    expect(notes.length).toBeLessThanOrEqual(longestNotes);
    expect(notes.length).toBeGreaterThan(longestNotes - 1000);
    expect(notes.match(/not listed/g)).toHaveLength(1);
    expect(notes).toContain('number 2 of many');
    expect(notes.indexOf('## web')).toBeGreaterThan(notes.indexOf('## api'));
  });

  it('give long ones the same', () => {
    const [, api = '', web = ''] = appNotes(
      [service('api', many(5000)), service('web', many(4000))],
      links,
    ).split(/^## /m);
    expect(Math.abs(api.length - web.length)).toBeLessThan(500);
  });

  it('stay within every limit', () => {
    const sizes = fc.array(fc.nat(30), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(sizes, fc.nat(5000), (counts, limit) => {
        const plans = counts.map((count, index) =>
          service(`s${index}`, many(count), { previous: tag('v1.0.0') }),
        );
        expect(appNotes(plans, links, limit).length).toBeLessThanOrEqual(limit);
      }),
    );
  });
});
