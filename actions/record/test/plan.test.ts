import { describe, expect, it } from 'vitest';
import type { EndingState } from '../src/ending.ts';
import { issueBody, issueMarker } from '../src/issue-text.ts';
import { type Facts, planRecord, statusDescription } from '../src/plan.ts';
import { ended, happening } from './support/happening.ts';

const nothing: Facts = {
  deployment: undefined,
  undone: [],
  goneBack: undefined,
  releases: [],
  issue: undefined,
};
const none = { undone: [], releases: [] };
const payload = { workaday: { app: 'shop', release: '1', run: '1' } };
const plan = (state: EndingState, facts: Facts) => planRecord(ended(state), happening, 'notes', facts);
const openIssue = { number: 5, open: true, body: '' };

describe('planRecord', () => {
  it.each([
    ['verified', 'success', undefined],
    ['unchanged', 'success', undefined],
    ['unproven', 'success', 'create'],
    ['refused', 'error', undefined],
    ['rolled-back', 'failure', 'create'],
    ['rollback-failed', 'failure', 'create'],
    ['failed', 'failure', 'create'],
    ['superseded', undefined, undefined],
    ['stopped', undefined, 'create'],
  ] as const)('%s: deployment %s, issue %s', (state, deployment, issue) => {
    const { deployment: planned, issue: told, releases } = plan(state, nothing);
    expect([planned?.state, told?.action, releases]).toEqual([deployment, issue, []]);
  });

  it('does only what is missing when it runs again', () => {
    const facts: Facts = { ...nothing, deployment: { id: 9, states: ['success'] } };
    expect(plan('verified', facts)).toEqual(none);
    const halfway: Facts = { ...facts, deployment: { id: 9, states: [] } };
    expect(plan('verified', halfway).deployment).toMatchObject({ create: false, state: 'success' });
  });

  it('writes nothing over what could not be read', () => {
    const unknown: Facts = { ...nothing, deployment: 'unknown', issue: 'unknown' };
    expect(plan('rolled-back', unknown)).toEqual(none);
  });

  it('closes the issue once a release is verified, and keeps one issue for all that happens', () => {
    expect(plan('verified', { ...nothing, issue: openIssue }).issue?.action).toBe('close');
    expect(plan('failed', { ...nothing, issue: { ...openIssue, open: false } }).issue?.action).toBe('update');
    expect(plan('superseded', { ...nothing, issue: openIssue }).issue).toBeUndefined();
  });

  it('says of releases in between that they serve no more, once, and only when one is restored', () => {
    const of = (id: number, ...states: string[]) => ({ id, states, release: id, payload });
    const undone = [of(15, 'success'), of(14, 'failure', 'success'), of(13, 'inactive', 'success'), of(12)];
    const back = { ...happening, restoredRelease: '11' };
    const planned = planRecord(ended('rolled-back'), back, 'notes', { ...nothing, undone });
    expect(planned.undone).toEqual([
      { id: 15, description: 'undone with 1.4.2: release 11 serves again' },
      { id: 13, description: 'undone with 1.4.2: release 11 serves again' },
    ]);
    for (const state of ['verified', 'failed', 'refused', 'rollback-failed'] as const)
      expect(plan(state, { ...nothing, undone }).undone).toEqual([]);
  });

  it('knows what a person has gone back from, though it was verified', () => {
    const goneBack = { restored: '16', by: 'wim', why: 'empty cart' };
    const planned = plan('verified', { ...nothing, goneBack, issue: openIssue });
    expect(planned.deployment).toMatchObject({
      state: 'failure',
      description: '1.4.2 rolled-back, release 16 restored: by-hand',
    });
    expect(planned.issue, 'the issue is about the rollback').toBeUndefined();
    const restored = { ...goneBack, restored: '17' };
    const again = plan('verified', { ...nothing, goneBack: restored, issue: openIssue });
    expect([again.deployment?.state, again.issue]).toEqual(['success', undefined]);
  });

  it('says of a merge that is frozen out that it was refused, and never that it is live', () => {
    const planned = planRecord(ended('refused', 'frozen'), happening, '', { ...nothing, issue: openIssue });
    expect(planned.deployment).toMatchObject({ state: 'error', description: '1.4.2 refused: frozen' });
    expect(planned.issue).toBeUndefined();
    for (const state of ['refused', 'superseded', 'failed'] as const)
      expect(issueBody(ended(state, 'frozen'), happening, undefined)).not.toContain('live and verified');
  });

  it('keeps a status description within the 140 characters that GitHub accepts', () => {
    expect(statusDescription(ended('failed', 'x'.repeat(500)), happening)).toHaveLength(140);
    expect(
      statusDescription(ended('rolled-back', 'checks-failed'), { ...happening, restoredRelease: '16' }),
    ).toBe('1.4.2 rolled-back, release 16 restored: checks-failed');
  });
});

describe('issueBody', () => {
  it('begins with the line by which it is found again', () => {
    expect(issueBody(ended('failed'), happening, undefined).split('\n')[0]).toBe(
      issueMarker('shop', 'production'),
    );
  });

  it('says until when merges wait, and how that ends, where a rollback froze the app', () => {
    const frozen = { ...happening, restoredRelease: '16', frozenUntil: '2026-11-24T12:00:00Z' };
    const body = issueBody(ended('rolled-back'), frozen, undefined);
    expect(body).toContain('Frozen until 2026-11-24 12:00 UTC');
    expect(body).toContain(`This reverts commit ${happening.commit}.`);
    expect(issueBody(ended('rolled-back'), happening, undefined)).not.toMatch(/frozen|freeze/i);
  });

  it('keeps the newest twenty happenings, newest first, each once', () => {
    let body = issueBody(ended('failed'), happening, undefined);
    for (let run = 2; run <= 30; run += 1)
      body = issueBody(ended('failed'), { ...happening, runUrl: `https://example.com/${run}` }, body);
    const again = issueBody(ended('failed'), { ...happening, runUrl: 'https://example.com/30' }, body);
    const rows = again.split('\n').filter((line) => line.includes('[run]'));
    expect(rows).toHaveLength(20);
    expect(rows[0]).toContain('https://example.com/30)');
    expect(again).toBe(body);
  });

  it('keeps what GitHub’s web editor made of the line ends', () => {
    const crlf = issueBody(ended('failed'), happening, undefined).replaceAll('\n', '\r\n');
    expect(issueBody(ended('failed'), { ...happening, runUrl: 'https://example.com/2' }, crlf)).toContain(
      'actions/runs/1',
    );
  });

  it('lets no hostile version, reason or app take effect', () => {
    const hostile = { ...happening, app: '@everyone <img>', version: '`1`|x', restoredRelease: '<b>' };
    const body = issueBody(ended('rolled-back', '`|</td>'), hostile, undefined)
      .split('\n')
      .slice(1)
      .join('\n');
    expect(body).not.toMatch(/@everyone|<img>|<b>/);
  });
});
