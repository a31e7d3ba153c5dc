import { describe, expect, it } from 'vitest';
import type { Ending, EndingState } from '../src/ending.ts';
import { type Happening, issueBody, issueMarker } from '../src/issue-text.ts';
import { type Facts, planRecord, statusDescription } from '../src/plan.ts';

const happening: Happening = {
  app: 'shop',
  environment: 'production',
  version: '1.4.2',
  tag: 'v1.4.2',
  commit: '0123456789012345678901234567890123456789',
  release: '17',
  restoredRelease: '',
  actor: 'ada',
  runUrl: 'https://github.com/acme/shop/actions/runs/1',
  at: '2026-11-23T12:00:00.000Z',
};
const nothing: Facts = { deployment: undefined, release: undefined, issue: undefined };
const ended = (state: EndingState, reason = 'why'): Ending => ({ state, step: 'smoke-test', reason });
const openIssue = { number: 5, open: true, body: '' };

describe('planRecord', () => {
  it.each([
    ['verified', 'success', 'create', undefined],
    ['unchanged', 'success', 'create', undefined],
    ['unproven', 'success', undefined, 'create'],
    ['refused', 'error', undefined, undefined],
    ['rolled-back', 'failure', undefined, 'create'],
    ['rollback-failed', 'failure', undefined, 'create'],
    ['failed', 'failure', undefined, 'create'],
    ['superseded', undefined, undefined, undefined],
  ] as const)('%s: deployment %s, release %s, issue %s', (state, deployment, release, issue) => {
    const plan = planRecord(ended(state), happening, nothing);
    expect([plan.deployment?.state, plan.release, plan.issue?.action]).toEqual([deployment, release, issue]);
  });

  it('publishes no GitHub Release for a commit range with nothing to release', () => {
    expect(planRecord(ended('verified'), { ...happening, tag: '' }, nothing).release).toBeUndefined();
  });

  it('publishes a draft, and leaves a published release alone', () => {
    const release = { id: 1, url: 'https://example.com', draft: true };
    expect(planRecord(ended('verified'), happening, { ...nothing, release }).release).toBe('publish');
    expect(
      planRecord(ended('verified'), happening, { ...nothing, release: { ...release, draft: false } }).release,
    ).toBeUndefined();
  });

  it('does only what is missing when it runs again', () => {
    const facts: Facts = {
      deployment: { id: 9, states: ['success'] },
      release: { id: 1, url: '', draft: false },
      issue: undefined,
    };
    expect(planRecord(ended('verified'), happening, facts)).toEqual({});
    const halfway: Facts = { ...facts, deployment: { id: 9, states: [] } };
    expect(planRecord(ended('verified'), happening, halfway).deployment).toMatchObject({
      create: false,
      state: 'success',
    });
  });

  it('closes the issue once a release is verified, and keeps one issue for all that happens', () => {
    expect(planRecord(ended('verified'), happening, { ...nothing, issue: openIssue }).issue?.action).toBe(
      'close',
    );
    expect(
      planRecord(ended('failed'), happening, { ...nothing, issue: { ...openIssue, open: false } }).issue
        ?.action,
    ).toBe('update');
    expect(
      planRecord(ended('superseded'), happening, { ...nothing, issue: openIssue }).issue,
    ).toBeUndefined();
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
