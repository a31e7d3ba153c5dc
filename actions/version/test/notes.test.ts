import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from '../src/changes/change.ts';
import { longestNotes, releaseNotes } from '../src/telling/notes.ts';
import { hostileText, withoutOwnLinks } from './support/hostile.ts';
import { change, links, message, plan, tag } from './support/plans.ts';

const sha = (digit: string) => digit.repeat(40);

/** The notes with links cut down to their text, as they are read. */
function read(changes: readonly Change[], own: Parameters<typeof plan>[1] = {}): string {
  return releaseNotes(plan(changes, own), links).replace(/\[((?:\\.|[^\]])*)\]\([^)]*\)/g, '$1');
}

describe('release notes', () => {
  it('tell breaking changes first and whole, then features and fixes, and fold the rest', () => {
    const breaking = 'Move to /v2: the old paths\nanswer 410.\n\nTo migrate:\n- change the URL\n- say please';
    const changes = [
      change('docs: say how to pay', { sha: sha('1') }),
      change('fix(cart): answer empty carts (#15)', { sha: sha('2') }),
      change('feat(api)!: drop v1 (#14)', { sha: sha('3'), message: { breaking } }),
      change('perf: less work', { sha: sha('4') }),
      change('Update readme', { sha: sha('5') }),
      change('feat: pages', { sha: sha('6') }),
    ];
    expect(releaseNotes(plan(changes), { repositoryUrl: 'https://h/a/b' })).toMatchInlineSnapshot(`
      "### ⚠️ Breaking changes

      - **api:** drop v1 ([#14](https://h/a/b/pull/14), [3333333](https://h/a/b/commit/3333333333333333333333333333333333333333), Ann)

        Move to /v2: the old paths
        answer 410.

        To migrate:
        - change the URL
        - say please

      ### Features

      - pages ([6666666](https://h/a/b/commit/6666666666666666666666666666666666666666), Ann)

      ### Fixes

      - **cart:** answer empty carts ([#15](https://h/a/b/pull/15), [2222222](https://h/a/b/commit/2222222222222222222222222222222222222222), Ann)

      ### Performance

      - less work ([4444444](https://h/a/b/commit/4444444444444444444444444444444444444444), Ann)

      <details><summary>Other changes (2)</summary>

      - say how to pay ([1111111](https://h/a/b/commit/1111111111111111111111111111111111111111), Ann)
      - Update readme ([5555555](https://h/a/b/commit/5555555555555555555555555555555555555555), Ann)

      </details>

      [All changes since v1.4.2](https://h/a/b/compare/v1.4.2...v1.5.0)
      "
    `);
  });

  it.each(['undone', 'merge', 'repeated', 'elsewhere'] as const)('leave out what is %s', (fate) => {
    expect(read([change('feat: gone', { fate }), change('fix: told')])).not.toContain('gone');
  });

  it('tell the same thing once', () => {
    const notes = read([
      change('fix: typo', { sha: sha('1') }),
      change('fix: typo', { sha: sha('2') }),
      change('fix(api): typo', { sha: sha('3') }),
      change('feat: typo', { sha: sha('4') }),
    ]);
    expect(notes.match(/typo/g)).toHaveLength(3);
    expect(notes).toContain('- typo (1111111, Ann)');
  });

  it('tell each item of a squashed pull request with the same links', () => {
    const notes = read([change('feat: pages (#7)'), change('fix: margins', { pull: 7 })]);
    expect(notes).toContain('### Features\n\n- pages (#7, abc1234, Ann)');
    expect(notes).toContain('### Fixes\n\n- margins (#7, abc1234, Ann)');
  });

  it('tell a revert of what is released, and what comes back as what it is', () => {
    const undoes = { shas: [], pull: undefined, header: 'feat: pages', restores: undefined };
    const revert = change('revert: pages', { sha: sha('1'), message: { undoes } });
    const restores = message('feat!: margins', { breaking: 'margins' });
    const reapply = change('revert: feat!: margins', {
      sha: sha('2'),
      message: { undoes: { ...undoes, restores } },
    });
    const notes = read([revert, reapply]);
    expect(notes).toContain('### ⚠️ Breaking changes\n\n- margins (2222222, Ann)');
    expect(notes).toContain('### Reverts\n\n- pages (1111111, Ann)');
  });

  it.each<[string, Parameters<typeof plan>[1], string]>([
    ['a release', {}, '/compare/v1.4.2...v1.5.0)'],
    ['a build', { tag: '' }, `/compare/v1.4.2...${'a'.repeat(40)})`],
    ['a prefix', { tag: 'api)/v2' }, '/compare/v1.4.2...api%29/v2)'],
    ['the first release', { previous: undefined }, 'The first release.\n\n### Fixes'],
    [
      'unverified releases before',
      { news: { since: tag('v1.3.0'), changes: [] } },
      '/compare/v1.3.0...v1.5.0)',
    ],
    [
      'unverified releases before',
      { news: { since: tag('v1.3.0'), changes: [] } },
      '_These notes also cover the releases after v1.3.0 up to v1.4.2, which were not verified._',
    ],
    [
      'nothing verified before',
      { news: { since: undefined, changes: [] } },
      '_These notes also cover the releases up to v1.4.2, none of which was verified._',
    ],
    [
      'nothing verified before',
      { news: { since: undefined, changes: [] } },
      '[All changes](https://github.com/acme/shop/commits/v1.5.0)',
    ],
    ['nothing new', { news: { since: tag('v1.4.2'), changes: [] } }, 'No changes.\n'],
  ])('of %s say since when', (_, own, expected) => {
    const base = plan([change('fix: a')], own);
    const since = { ...base, news: own?.news ?? { ...base.news, since: base.previous } };
    expect(releaseNotes(since, links)).toContain(expected);
  });

  it('of a first release link to no comparison', () => {
    expect(releaseNotes(plan([change('fix: a')], { previous: undefined }), links)).not.toContain('compare');
  });
});

describe('authors', () => {
  it.each([
    ['1234+octocat@users.noreply.github.com', '[Ann](https://github.com/octocat)'],
    ['octocat@users.noreply.github.com', '[Ann](https://github.com/octocat)'],
    ['octo_acme@USERS.noreply.GitHub.com', '[Ann](https://github.com/octo_acme)'],
    ['4+dependabot[bot]@users.noreply.github.com', 'Ann'],
    ['octocat@users.noreply.github.acme.example', 'Ann'],
    ['evil.example/x@users.noreply.github.com', 'Ann'],
    ['a)(b@users.noreply.github.com', 'Ann'],
    ['octocat@github.com', 'Ann'],
    ['', 'Ann'],
  ])('%j: %s', (email, expected) => {
    const notes = releaseNotes(plan([change('fix: a', { author: { name: 'Ann', email } })]), links);
    expect(notes).toContain(`, ${expected})\n`);
  });

  it('of another server have their profiles there', () => {
    const author = { name: '', email: '1+ann@users.noreply.git.acme.example' };
    const notes = releaseNotes(plan([change('fix: a', { author })]), {
      repositoryUrl: 'https://git.acme.example/a/b',
    });
    expect(notes).toContain(', [ann](https://git.acme.example/ann))\n');
  });
});

describe('whatever commits say', () => {
  const changes = fc.array(
    fc.record({
      type: fc.constantFrom('feat', 'fix', 'docs', ''),
      text: hostileText,
      scope: hostileText,
      breaking: hostileText,
    }),
    { maxLength: 8 },
  );
  const planOf = (parts: { type: string; text: string; scope: string; breaking: string }[]) =>
    plan(
      parts.map(({ type, text, scope, breaking }) =>
        change('x', {
          author: { name: text, email: text },
          message: { type, subject: text, header: text, scope, breaking },
        }),
      ),
    );

  it('nothing of it takes effect', () => {
    fc.assert(
      fc.property(changes, (parts) => {
        const notes = withoutOwnLinks(releaseNotes(planOf(parts), links));
        expect(notes).not.toMatch(/^\s*::/m);
        expect(notes).not.toMatch(/@[\w-]|#\d|\bGH-\d|:\/\/|www\./i);
        expect(notes.replace(/<\/?(?:details|summary)>|<!-- -->/g, '')).not.toMatch(/[<>]/);
        expect(notes.match(/^#+ /gm)?.every((heading) => heading === '### ') ?? true).toBe(true);
        expect(notes.replace(/\\./g, '').replaceAll('**', '')).not.toMatch(/[[\]`|~*]/);
      }),
    );
  });

  it('the notes stay within every limit, and closed', () => {
    fc.assert(
      fc.property(changes, fc.nat(3000), (parts, limit) => {
        const notes = releaseNotes(planOf(parts), links, limit);
        expect(notes.length).toBeLessThanOrEqual(limit);
        expect(notes.match(/<details>/g)?.length).toBe(notes.match(/<\/details>/g)?.length);
      }),
    );
  });

  it('what is left out is counted', () => {
    const many = Array.from({ length: 20_000 }, (_, index) => change(`docs: ${index} ${'*'.repeat(300)}`));
    const notes = releaseNotes(plan(many), links);
    const [, count] = /_(\d+) more changes are not listed\._/.exec(notes) ?? [];
    expect(notes.length).toBeLessThanOrEqual(longestNotes);
    expect(notes.match(/^- /gm)?.length).toBe(20_000 - Number(count));
    expect(notes).toContain('<summary>Other changes (20000)</summary>');
  });

  it('a huge breaking change leaves room for the others', () => {
    const huge = change('feat!: a', { message: { breaking: '<'.repeat(60_000) } });
    const notes = releaseNotes(plan([huge, change('feat: b')]), links, 20_000);
    expect(notes).toContain(`${'&lt;'.repeat(500)}…`);
    expect(notes).toContain('- b (');
  });
});
