import { describe, expect, it } from 'vitest';
import { bumpRules } from '../src/changes/bump.ts';
import { changesOf } from '../src/changes/changes.ts';
import { type Drawing, draw, id } from './support/history.ts';

/** What becomes of a history: fate, bump, pull request and header of everything it says, newest first. */
function told({ graph, commits }: Drawing, own: { rules?: [string, string][]; elsewhere?: string[] } = {}) {
  const changes = changesOf(commits, {
    graph,
    repository: 'acme/shop',
    tip: commits[0]?.sha ?? '',
    rules: bumpRules(own.rules ?? []),
    touches: (commit) => !(own.elsewhere ?? []).map(id).includes(commit.sha),
  });
  return changes.map(({ fate, bump, pull, message }) =>
    [fate, bump, pull && `#${pull}`, message.header].filter(Boolean).join(' '),
  );
}

describe('what becomes of commits', () => {
  it('follows their words', () => {
    expect(
      told(
        draw('e1 | Update readme', 'd1 | feat!: d', 'c1 | docs: c', 'b1 | fix(x): b', 'a1 | feat: a (#3)'),
      ),
    ).toEqual([
      'unreadable none Update readme',
      'counts major feat!: d',
      'quiet none docs: c',
      'counts patch fix(x): b',
      'counts minor #3 feat: a (#3)',
    ]);
  });

  it('follows the team’s rules', () => {
    const rules: [string, string][] = [
      ['docs', 'patch'],
      ['feat', 'patch'],
      ['build(deps)', 'minor'],
      ['*(skip)', 'none'],
      ['unreadable', 'patch'],
    ];
    const history = draw(
      'f1 | fix(skip): f',
      'e1 | Update readme',
      'd1 | build(deps): d',
      'c1 | build: c',
      'b1 | FEAT: b',
      'a1 | docs: a',
    );
    expect(told(history, { rules })).toEqual([
      'quiet none fix(skip): f',
      'counts patch Update readme',
      'counts minor build(deps): d',
      'quiet none build: c',
      'counts patch FEAT: b',
      'counts patch docs: a',
    ]);
  });

  it('is told once for a merged pull request, with its number', () => {
    const history = draw(
      'd1 < a1 c1 | Merge pull request #7 from acme/carts⏎⏎feat: carts',
      'c1 < b1 | fix: c',
      'b1 < a1 | feat: b',
      'a1 < | chore: a',
    );
    expect(told(history)).toEqual([
      'merge none #7 Merge pull request #7 from acme/carts',
      'counts patch #7 fix: c',
      'counts minor #7 feat: b',
      'quiet none chore: a',
    ]);
  });

  it('lets the title of a pull request speak when its commits cannot be read', () => {
    const history = draw(
      'c1 < a1 b1 | Merge pull request #7 from acme/carts⏎⏎feat: carts',
      'b1 < a1 | wip',
      'a1 < | chore: a',
    );
    expect(told(history)).toEqual([
      'merge none #7 Merge pull request #7 from acme/carts',
      'counts minor #7 feat: carts',
      'unreadable none #7 wip',
      'quiet none chore: a',
    ]);
  });

  it('tells a merge that is titled as its commit once', () => {
    const history = draw('c1 < a1 b1 | feat: b (#7)', 'b1 < a1 | feat: b', 'a1 < | chore: a');
    expect(told(history)).toEqual([
      'repeated none #7 feat: b (#7)',
      'counts minor #7 feat: b',
      'quiet none chore: a',
    ]);
  });

  it('believes a merge whose title breaks what its commit does not', () => {
    const history = draw('c1 < a1 b1 | feat!: b (#7)', 'b1 < a1 | feat: b', 'a1 < | chore: a');
    expect(told(history)[0]).toBe('counts major #7 feat!: b (#7)');
  });

  it('knows the pull request of a branch that came through another merge', () => {
    const history = draw(
      "m1 < x1 p1 | Merge branch 'main' of github.com:acme/shop",
      'x1 < a1 | chore: x',
      'p1 < a1 b1 | Merge pull request #7 from acme/b⏎⏎feat: b',
      'b1 < a1 | wip',
      'a1 < | chore: a',
    );
    expect(told(history)).toEqual([
      "merge none Merge branch 'main' of github.com:acme/shop",
      'quiet none chore: x',
      'merge none #7 Merge pull request #7 from acme/b',
      'counts minor #7 feat: b',
      'unreadable none #7 wip',
      'quiet none chore: a',
    ]);
  });

  it('is nothing for what was undone, and for what is elsewhere', () => {
    const history = draw('c1 | Revert "feat: b"', 'b1 | feat: b', 'a1 | fix: a');
    expect(told(history, { elsewhere: ['a1'] })).toEqual([
      'undone none Revert "feat: b"',
      'undone none feat: b',
      'elsewhere none fix: a',
    ]);
  });

  it('brings back with the revert of a revert what was released before', () => {
    expect(told(draw('a1 | Reapply "feat: x"'))).toEqual(['counts minor Reapply "feat: x"']);
    expect(told(draw('a1 | Revert "feat: x"'))).toEqual(['counts patch Revert "feat: x"']);
  });

  it('takes the title of a pull request back with it', () => {
    const history = draw(
      'd1 | Revert "feat: carts" (#9)⏎⏎Reverts acme/shop#7',
      'c1 < a1 b1 | Merge pull request #7 from acme/carts⏎⏎feat: carts',
      'b1 < a1 | wip',
      'a1 < | chore: a',
    );
    expect(
      told(history)
        .slice(0, 4)
        .map((line) => line.split(' ')[0]),
    ).toEqual(['undone', 'merge', 'undone', 'undone']);
  });

  it('counts every item of a squashed pull request', () => {
    expect(told(draw('a1 | feat: a (#7)⏎⏎* feat: a⏎⏎* feat!: b⏎⏎* docs: c'))).toEqual([
      'counts minor #7 feat: a (#7)',
      'counts major #7 feat!: b',
      'quiet none #7 docs: c',
    ]);
  });
});
