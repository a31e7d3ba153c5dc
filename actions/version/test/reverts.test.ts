import { describe, expect, it } from 'vitest';
import { undoneMessages } from '../src/changes/reverts.ts';
import { type Drawing, draw, id } from './support/history.ts';

/** Headers of what cancels out, oldest first. */
function undone(drawing: Drawing, graph = drawing.graph): string[] {
  const gone = undoneMessages(drawing.commits, { graph, repository: 'acme/shop' });
  const all = [...drawing.commits].reverse().flatMap((commit) => commit.messages);
  return all.filter((message) => gone.has(message)).map((message) => message.header);
}

const reverts = (name: string) => `⏎⏎This reverts commit ${id(name)}.`;

describe('a revert', () => {
  it('by commit cancels it, whatever the header says now', () => {
    const history = draw(`b1 | Revert "feat: x"${reverts('a1')}`, 'a1 | feat: x (edited)');
    expect(undone(history)).toEqual(['feat: x (edited)', 'Revert "feat: x"']);
  });

  it('of a revert brings back what was there', () => {
    const history = draw(
      `c1 | Reapply "feat: x"${reverts('b1')}`,
      `b1 | Revert "feat: x"${reverts('a1')}`,
      'a1 | feat: x',
    );
    expect(undone(history)).toEqual(['Revert "feat: x"', 'Reapply "feat: x"']);
  });

  it('of a revert of a revert takes it away again', () => {
    const history = draw(
      `d1 | Revert "Reapply "feat: x""${reverts('c1')}`,
      `c1 | Reapply "feat: x"${reverts('b1')}`,
      `b1 | Revert "feat: x"${reverts('a1')}`,
      'a1 | feat: x',
    );
    expect(undone(history)).toHaveLength(4);
  });

  it('of something released stays', () => {
    const all = draw(`b1 | Revert "feat: x"${reverts('a1')}`, 'a1 | feat: x');
    const since = { ...all, commits: all.commits.slice(0, 1) };
    expect(undone(since)).toEqual([]);
  });

  it('of something released does not cancel a newer commit of the same words', () => {
    const all = draw(`c1 | Revert "fix: x"${reverts('a1')}`, 'b1 | fix: x', 'a1 | fix: x');
    expect(undone({ ...all, commits: all.commits.slice(0, 2) })).toEqual([]);
  });

  it('of a revert of something released cancels only the two reverts', () => {
    const all = draw(
      `c1 | Reapply "feat: x"${reverts('b1')}`,
      `b1 | Revert "feat: x"${reverts('a1')}`,
      'a1 | feat: x',
    );
    expect(undone({ ...all, commits: all.commits.slice(0, 2) })).toEqual([
      'Revert "feat: x"',
      'Reapply "feat: x"',
    ]);
  });

  it('whose commit was rebased away is found by its words', () => {
    const history = draw(`b1 | Revert "feat: x"${reverts('ff')}`, 'a1 | feat: x');
    expect(undone(history)).toHaveLength(2);
  });

  it.each([
    ['Reverts acme/shop#10', ['feat: x (#10)', 'Revert "feat: x" (#12)']],
    ['Reverts Acme/Shop#10', ['feat: x (#10)', 'Revert "feat: x" (#12)']],
    ['Reverts #10', ['feat: x (#10)', 'Revert "feat: x" (#12)']],
    ['Reverts acme/shop#9', []],
  ])('with GitHub’s button: %s cancels %j', (body, expected) => {
    expect(undone(draw(`b1 | Revert "feat: x" (#12)⏎⏎${body}`, 'a1 | feat: x (#10)'))).toEqual(expected);
  });

  it('of a merged pull request cancels everything that it brought', () => {
    const history = draw(
      'e1 | Revert "Add carts" (#12)⏎⏎Reverts acme/shop#10',
      'd1 < a1 c1 | Merge pull request #10 from acme/carts⏎⏎Add carts',
      'c1 < b1 | fix: carts',
      'b1 < a1 | feat: carts',
      'a1 < | feat: before',
    );
    expect(undone(history)).toEqual([
      'feat: carts',
      'fix: carts',
      'Merge pull request #10 from acme/carts',
      'Revert "Add carts" (#12)',
    ]);
  });

  it('of a merge commit with git revert -m 1 cancels everything that it brought', () => {
    const history = draw(
      `e1 | Revert "Merge branch 'carts'"⏎⏎This reverts commit ${id('d1')}, reversing⏎changes made to ${id('a1')}.`,
      "d1 < a1 b1 | Merge branch 'carts'",
      'b1 < a1 | feat: carts',
      'a1 < | feat: before',
    );
    expect(undone(history)).toHaveLength(3);
  });

  it('of several commits stays when one of them is released', () => {
    const all = draw('c1 | revert: noodles⏎⏎Refs: a100000, b100000', 'b1 | feat: noodles', 'a1 | feat: soup');
    expect(undone(all)).toEqual(['feat: soup', 'feat: noodles', 'revert: noodles']);
    expect(undone({ ...all, commits: all.commits.slice(0, 2) })).toEqual(['feat: noodles']);
  });

  it('within a squashed pull request cancels its item', () => {
    const history = draw(`a1 | Carts (#4)⏎⏎* feat: a⏎⏎* fix: b⏎⏎* Revert "feat: a"${reverts('ff')}`);
    expect(undone(history)).toEqual(['feat: a', 'Revert "feat: a"']);
  });

  it('that says itself that it breaks something is told', () => {
    const history = draw(`b1 | Revert "feat: x"${reverts('a1')}⏎⏎BREAKING CHANGE: gone`, 'a1 | feat: x');
    expect(undone(history)).toEqual(['feat: x']);
  });

  it('of what is not there stays', () => {
    expect(undone(draw('b1 | Revert "feat: y"', 'a1 | feat: x'))).toEqual([]);
  });
});
