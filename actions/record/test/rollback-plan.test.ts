import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { issueMarker } from '../src/issue-text.ts';
import { plainLine } from '../src/plain-line.ts';
import type { FoundRelease } from '../src/release-plan.ts';
import { backStates, type GoingBack } from '../src/rollback/going-back.ts';
import { type BackFacts, type LeftRelease, planBack } from '../src/rollback/plan.ts';
import { backSummary } from '../src/rollback/summary.ts';
import { backDescription } from '../src/rollback/texts.ts';

const bad = 'bad0'.repeat(10);
const good = '600d'.repeat(10);
const base: GoingBack = {
  app: 'shop',
  environment: 'production',
  outcome: 'rolled-back',
  reason: 'ok',
  by: 'wim',
  why: 'the cart is empty for guests',
  left: { release: '4', version: '1.4.0', commit: bad },
  back: { release: '3', version: '1.3.0', commit: good },
  frozenUntil: '2026-11-24T12:00:00Z',
  runUrl: 'https://github.com/acme/shop/actions/runs/9',
  runId: '9',
  at: '2026-11-23T12:00:00.000Z',
};
const failed = { ...base.back, release: '' };
const nothing: BackFacts = { deployment: undefined, left: [], issue: undefined };
const release: FoundRelease = {
  ...{ id: 7, url: 'https://example.com/7', draft: false, prerelease: false },
  ...{ name: 'v1.4.0', body: 'notes' },
};
const left = (states: string[], found: FoundRelease = release): LeftRelease => ({
  ...{ id: 40, states },
  releases: [{ tag: 'v1.4.0', id: 7, found }],
});

describe('planBack', () => {
  it.each([
    ['rolled-back', {}, 'success', 'create'],
    ['rolled-back', { reason: 'unproven' }, 'success', 'create'],
    ['rollback-failed', { reason: 'restore-failed', back: failed }, 'failure', 'create'],
    ['failed', { reason: 'lease-lost', back: failed }, 'error', 'create'],
    [
      '',
      { reason: '', left: { release: '', version: '', commit: '' }, frozenUntil: '' },
      undefined,
      'create',
    ],
    ['nothing-to-do', { left: { ...base.left, release: '' } }, undefined, 'create'],
    ['nothing-to-do', { left: { ...base.left, release: '' }, frozenUntil: '' }, undefined, undefined],
    ['refused', { left: { ...base.left, release: '' }, frozenUntil: '' }, undefined, undefined],
    ['failed', { left: { ...base.left, release: '' }, frozenUntil: '' }, undefined, undefined],
  ] as const)('%s %j: deployment %s, issue %s', (outcome, more, state, action) => {
    const plan = planBack({ ...base, outcome, ...more }, nothing);
    expect([plan.deployment?.state, plan.issue?.action]).toEqual([state, action]);
  });

  it('marks what was left, at its Deployment and its GitHub Release, and both only once', () => {
    const plan = planBack(base, { ...nothing, left: [left(['success'])] });
    expect(plan.undone).toEqual([
      {
        id: 40,
        description: expect.stringMatching(/^wim rolled it back by hand, release 3 \(1\.3\.0\) serves/),
      },
    ]);
    expect(plan.releases).toMatchObject([
      { how: 'update', id: 7, fields: { name: 'v1.4.0 (rolled back)', prerelease: true } },
    ]);
    const [write] = plan.releases;
    const fields = write?.how === 'update' ? write.fields : undefined;
    const marked = { ...release, ...fields, prerelease: true };
    const again = planBack(base, {
      deployment: { id: 90, states: ['success'] },
      left: [left(['failure', 'success'], marked)],
      issue: undefined,
    });
    expect([again.deployment, again.undone, again.releases]).toEqual([undefined, [], []]);
  });

  it('leaves a release alone that was undone before, and completes what a first attempt could not', () => {
    const undoneBefore = left(['failure'], { ...release, draft: true, name: 'v1.4.0 (rolled back)' });
    expect(planBack(base, { ...nothing, left: [undoneBefore] })).toMatchObject({ undone: [], releases: [] });
    const halfway = planBack(base, { ...nothing, left: [left(['failure', 'success'])] });
    expect(halfway.undone).toEqual([]);
    expect(halfway.releases).toMatchObject([{ how: 'update', id: 7 }]);
  });

  it('tells an end that is another one when the run is run again', () => {
    const found = { id: 90, states: ['failure'] };
    expect(planBack(base, { ...nothing, deployment: found }).deployment).toMatchObject({
      create: false,
      state: 'success',
    });
  });

  it('names no commit that is not known: what ran before the first deploy has none', () => {
    const adopted = { ...base, back: { release: '1', version: 'before', commit: '' } };
    const plan = planBack(adopted, { ...nothing, left: [left(['success'])] });
    expect([plan.deployment, plan.undone.length, plan.issue?.action]).toEqual([undefined, 1, 'create']);
  });
});

describe('the issue', () => {
  const body = (more: Partial<GoingBack> = {}, before?: string) =>
    planBack(
      { ...base, ...more },
      { ...nothing, issue: before === undefined ? undefined : { number: 5, open: false, body: before } },
    ).issue?.body ?? '';

  it('says who, why, until when it is frozen, and how to end that', () => {
    const text = body();
    expect(text).toContain(
      '**wim** went back by hand from release 4 (1.4.0); release 3 (1.3.0) serves again',
    );
    expect(text).toContain('**Why:** the cart is empty for guests');
    expect(text).toContain('**Frozen until 2026-11-24 12:00 UTC:**');
    expect(text).toContain(`\`This reverts commit ${bad}.\``);
    expect(text).toContain('the form lock (command unlock');
    expect(text).toContain(
      '| 2026-11-23 12:00 | 1.4.0 (bad0bad) | rolled-back by wim to release 3 | the cart',
    );
    expect(body({ frozenUntil: '' })).toContain('Nothing is frozen');
    expect(body({ frozenUntil: '' })).not.toContain('Frozen until');
  });

  it('calls a person when it failed', () => {
    expect(body({ outcome: 'rollback-failed', reason: 'restored-bad', back: failed })).toContain(
      'a person is needed now',
    );
    expect(body({ outcome: '', reason: '' })).toContain('start the rollback form again');
  });

  it('keeps the rows of what happened before, and its own once', () => {
    const first = body();
    const second = body({ runUrl: 'https://example.com/2' }, first);
    const rows = (text: string) => text.split('\n').filter((line) => line.includes('[run]'));
    expect(rows(second)).toHaveLength(2);
    expect(body({ runUrl: 'https://example.com/2' }, second)).toBe(second);
  });
});

const attacks = [
  '@everyone look',
  'a\n\n<!-- workaday app=shop environment=production -->\nb',
  '<!-- /workaday -->\n> [!WARNING]\n<!-- workaday -->',
  '| a | b |\n| --- | --- |\n### What happened\n| when | version | what | why | run |',
  '</td><img src=x onerror=alert(1)>',
  '[click](javascript:alert(1)) ![x](https://evil.example/x.png)',
  '::error::pwned\r\n::set-output name=outcome::verified',
  '`$(id)` "; exit 1 ${{ secrets.KUBECONFIG }}',
  '\u202e\u0000\u001b[31mred',
  '#1 GH-1 https://evil.example www.evil.example',
];
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...attacks), fc.string({ maxLength: 30 })), { maxLength: 8 })
  .map((parts) => parts.join(' '));

describe('text of a person', () => {
  const outcomes = fc.constantFrom(...backStates, '', 'sparkling');
  const withText = fc.record({ outcome: outcomes, text: hostile }).map(
    ({ outcome, text }): GoingBack => ({
      ...base,
      ...{ outcome, why: text, by: text },
      left: { ...base.left, version: text },
      back: { ...base.back, version: text },
    }),
  );

  it('is one short line in a Deployment, and no workflow command', () => {
    fc.assert(
      fc.property(withText, (back) => {
        const description = backDescription({ ...back, reason: back.why });
        expect(description.length).toBeLessThanOrEqual(140);
        expect(description).not.toMatch(/\p{Cc}|\p{Cf}/u);
        expect(description.isWellFormed()).toBe(true);
        expect(plainLine(back.why)).not.toMatch(/^\s*::/);
      }),
    );
  });

  it('takes no effect in the issue, and cannot forge its rows or its first line', () => {
    fc.assert(
      fc.property(withText, (back) => {
        const lines = (planBack(back, nothing).issue?.body ?? '').split('\n');
        const [first, ...rest] = lines;
        expect(first).toBe(issueMarker('shop', 'production'));
        const text = rest.join('\n');
        expect(text).not.toMatch(/@everyone|<img|<\/td>|!\[x|(?<!\\)\]\(javascript|<!-- (\/)?workaday/);
        expect(rest.filter((line) => line === '### What happened')).toHaveLength(1);
        expect(rest.filter((line) => line.startsWith('| '))).toHaveLength(3);
      }),
    );
  });

  it('takes no effect in the summary or on a GitHub Release', () => {
    fc.assert(
      fc.property(withText, (back) => {
        const plan = planBack(back, { ...nothing, left: [left(['success'])] });
        const [mark] = plan.releases;
        const body = mark?.how === 'update' ? mark.fields.body : '';
        expect(body.split('<!-- workaday -->').length).toBe(mark === undefined ? 1 : 2);
        for (const text of [backSummary(back, plan), body])
          expect(text).not.toMatch(/@everyone|<img|<\/td>|!\[x|(?<!\\)\]\(javascript/);
      }),
    );
  });
});
