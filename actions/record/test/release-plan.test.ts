import { describe, expect, it } from 'vitest';
import type { EndingState } from '../src/ending.ts';
import { type FoundRelease, planReleases, type ReleaseFacts } from '../src/release-plan.ts';
import { ended, happening } from './support/happening.ts';

const { tag } = happening;
const draft: FoundRelease = {
  id: 7,
  url: 'https://example.com/7',
  draft: true,
  prerelease: false,
  name: tag,
  body: 'the notes',
};
const published: FoundRelease = { ...draft, draft: false };
const plan = (
  state: EndingState,
  found?: FoundRelease,
  more: Partial<ReleaseFacts> = {},
  ended_ = happening,
) => planReleases(ended(state), ended_, 'given notes', [{ tag, id: 7, found, ...more }]);
/** What the release is after the plan. */
function after(state: EndingState, found: FoundRelease, where = happening): FoundRelease {
  const [step] = plan(state, found, {}, where);
  return step?.how === 'update' ? { ...found, ...step.fields } : found;
}
const states: EndingState[] = [
  'verified',
  'unchanged',
  'rolled-back',
  'rollback-failed',
  'failed',
  'refused',
  'superseded',
  'stopped',
  'unproven',
];

describe('planReleases', () => {
  it.each([
    ['verified', 'published', undefined, 'published'],
    ['unchanged', 'published', undefined, 'published'],
    [
      'rolled-back',
      'marked as rolled-back, stays a draft',
      'marked as rolled-back, now a prerelease',
      'gone',
    ],
    [
      'rollback-failed',
      'marked as rollback-failed, stays a draft',
      'marked as rollback-failed, now a prerelease',
      'gone',
    ],
    ['failed', 'marked as failed, stays a draft', 'marked as failed, now a prerelease', 'gone'],
    ['unproven', 'marked as unproven, stays a draft', 'marked as unproven, now a prerelease', 'gone'],
    ['refused', 'marked as refused, stays a draft', undefined, 'gone'],
    ['superseded', 'marked as superseded, stays a draft', undefined, 'gone'],
    ['stopped', 'marked as stopped, stays a draft', undefined, 'gone'],
  ] as const)(
    '%s: a draft is %s; a published release %s; a missing one %s',
    (state, onDraft, onPublished, onMissing) => {
      expect(plan(state, draft)[0]?.what).toBe(onDraft);
      expect(plan(state, published)[0]?.what).toBe(onPublished);
      expect(plan(state)[0]?.what).toContain(onMissing);
    },
  );

  it('holds for any way there: published and no prerelease is what was verified last', () => {
    for (const start of [draft, published])
      for (const first of states)
        for (const second of states) {
          const end = after(second, after(first, start));
          expect(end.body.endsWith('the notes')).toBe(true);
          if (second === 'verified' || second === 'unchanged')
            expect(end).toMatchObject({ draft: false, prerelease: false, name: tag, body: 'the notes' });
          if (second === 'rolled-back') expect(end.draft || end.prerelease).toBe(true);
          expect(plan(second, end)).toEqual([]);
        }
  });

  it('publishes so that an older line does not become the latest, and undoes so that it is the latest no more', () => {
    const fields = (state: EndingState, found: FoundRelease) => {
      const [step] = plan(state, found);
      return step?.how === 'update' ? step.fields : undefined;
    };
    expect(fields('verified', draft)).toEqual({
      name: tag,
      body: 'the notes',
      draft: false,
      prerelease: false,
      make_latest: 'legacy',
    });
    expect(fields('rolled-back', published)).toMatchObject({ prerelease: true, make_latest: 'false' });
    expect(Object.keys(fields('rolled-back', draft) ?? {})).toEqual(['name', 'body']);
  });

  it('leaves a published release alone when the run touched nothing', () => {
    const untouched = { ...happening, release: '' };
    for (const state of ['failed', 'refused', 'superseded', 'unproven'] as const)
      expect(plan(state, published, {}, untouched)).toEqual([]);
    expect(plan('rolled-back', published, {}, untouched)).toHaveLength(1);
  });

  it('leaves a prerelease alone that a person made', () => {
    expect(plan('verified', { ...published, prerelease: true })).toEqual([]);
  });

  it('keeps what a person wrote into a draft', () => {
    const edited = { ...draft, name: 'The big one', body: 'by hand\r\n' };
    const bad = after('rolled-back', edited);
    expect(bad).toMatchObject({
      name: 'The big one (rolled back)',
      body: expect.stringMatching(/by hand\r\n$/),
    });
    expect(after('verified', bad)).toMatchObject({ name: 'The big one', body: 'by hand\r\n', draft: false });
  });

  it.each([
    ['from its notes, at its tag', happening.commit, { how: 'create', target: undefined }],
    ['with its tag, where that is missing too', undefined, { how: 'create', target: happening.commit }],
    ['not for a tag that leads elsewhere', 'f'.repeat(40), { how: 'refuse' }],
  ])('creates what is verified and missing: %s', (_, commit, expected) => {
    const [step] = plan('verified', undefined, { commit });
    expect(step).toMatchObject(expected);
    if (step?.how === 'create')
      expect(step.fields).toMatchObject({ name: tag, body: 'given notes', draft: false, prerelease: false });
  });

  it('cannot create the release of another tag, whose notes it does not have', () => {
    const steps = plan('verified', undefined, { tag: 'api/v1.0.0' });
    expect(steps).toMatchObject([{ how: 'warn', tag: 'api/v1.0.0' }]);
  });

  it('leaves the release alone of a tag that asked for a rollback: it serves', () => {
    expect(
      planReleases(ended('superseded', 'older-tag'), happening, '', [{ tag, id: 7, found: draft }]),
    ).toEqual([]);
  });

  it('misses no release of a bad version that nobody drafted', () => {
    expect(plan('failed', undefined, { id: undefined })).toEqual([]);
  });
});
