import { describe, expect, it } from 'vitest';
import { type Message, readMessage, type Undoing } from '../src/messages/message.ts';

const nothing: Undoing = { shas: [], pull: undefined, header: 'feat: x', restores: undefined };

describe('a revert', () => {
  it.each<[text: string, reading: Partial<Message>, undoes: Partial<Undoing>]>([
    ['Revert "feat: x"', {}, {}],
    ['revert "feat: x"', {}, {}],
    ['Revert "feat: x" (#12)', { pull: 12 }, {}],
    ['Revert "feat: x (#10)" (#12)', { pull: 12 }, { header: 'feat: x (#10)' }],
    ['Revert "feat: say "no""', { subject: 'feat: say "no"' }, { header: 'feat: say "no"' }],
    ['Revert " (#12)"', { subject: ' (#12)' }, { header: ' (#12)' }],
    ['Revert "feat: x…', { subject: 'feat: x…' }, { header: 'feat: x…' }],
    ['revert: feat: x', {}, {}],
    ['revert: "feat: x"', {}, {}],
    ['revert: feat: x (#10) (#12)', { pull: 12 }, { header: 'feat: x (#10)' }],
    ['Revert(api): feat: x', { scope: 'api' }, {}],
    ['revert!: feat: x', { breaking: 'feat: x' }, {}],
    [
      'revert: the noodle incident\n\nRefs: 676104e, A215868',
      { subject: 'the noodle incident' },
      { header: 'the noodle incident', shas: ['676104e', 'a215868'] },
    ],
    ['revert: feat: x\n\nRefs: #3, JIRA-12, 12', {}, {}],
    ['revert: feat: x\n\nThis reverts commit 0123456.\n\nRefs: abcdef0', {}, { shas: ['0123456'] }],
    ['Revert "feat: x"\n\nRefs: abcdef0', {}, {}],
    ['Revert "feat: x"\n\nThis reverts commit 0123456.', {}, { shas: ['0123456'] }],
    ['Revert "feat: x"\r\n\r\nThis reverts commit 0123456.\r\n', {}, { shas: ['0123456'] }],
    ['Revert "feat: x"\n\nThis reverts commit 0123456 (feat: x, 2026-01-01).', {}, { shas: ['0123456'] }],
    [
      'Revert "feat: x"\n\nThis reverts commit 0123456789abcdef0123456789abcdef01234567, reversing\nchanges made to fedcba9876543210fedcba9876543210fedcba98.',
      {},
      { shas: ['0123456789abcdef0123456789abcdef01234567'] },
    ],
    [
      'Revert "feat: x"\n\nThis reverts commit 0123456, reversing changes made to abcdef0.',
      {},
      { shas: ['0123456'] },
    ],
    [
      'Revert "feat: x"\n\nThis reverts commit 0123456.\nThis reverts commit ABCDEF0.\nThis reverts commit 0123456.',
      {},
      { shas: ['0123456', 'abcdef0'] },
    ],
    [
      'Revert "feat: x"\n\nThis reverts commits 0123456, 1234567 and 2345678.',
      {},
      { shas: ['0123456', '1234567', '2345678'] },
    ],
    ['Revert "feat: x"\n\nThis reverts commit 012345.', {}, {}],
    ['Revert "feat: x"\n\n> This reverts commit 0123456.', {}, {}],
    [
      'Revert "feat: x" (#12)\n\nReverts org/repo.js#10',
      { pull: 12 },
      { pull: { repository: 'org/repo.js', number: 10 } },
    ],
    ['Revert "feat: x"\n\nReverts #10', {}, { pull: { repository: '', number: 10 } }],
    ['Revert "feat: x"\n\n```\nReverts #10\n```', {}, {}],
    ['Revert "feat: x"\n\nBREAKING CHANGE: y', { breaking: 'y' }, {}],
  ])('%j', (text, reading, undoes) => {
    expect(readMessage(text)).toMatchObject({
      kind: 'revert',
      type: 'revert',
      scope: '',
      subject: 'feat: x',
      breaking: '',
      doubts: [],
      ...reading,
      undoes: { ...nothing, ...undoes },
    });
  });

  it.each([
    'feat: x\n\nThis reverts commit 0123456.',
    'fix: revert "feat: x"',
    'reverts: feat: x',
    'Revert ""',
    'Revert "feat: x',
    'Revert feat: x',
  ])('is not %j', (text) => {
    const { kind, undoes } = readMessage(text);
    expect(kind).not.toBe('revert');
    expect(undoes).toBeUndefined();
  });
});

describe('a revert of a revert', () => {
  it.each<[header: string, quoted: string]>([
    ['Reapply "feat: x"', 'Revert "feat: x"'],
    ['Reapply "feat: x" (#12) (#14)', 'Revert "feat: x"'],
    ['Revert "Revert "feat: x""', 'Revert "feat: x"'],
    ['Revert "Revert "feat: x" (#12)" (#14)', 'Revert "feat: x" (#12)'],
    ['Revert "revert: feat: x"', 'revert: feat: x'],
    ['revert: revert: feat: x', 'revert: feat: x'],
    ['revert: Revert "feat: x"', 'Revert "feat: x"'],
    ['Reapply "Reapply "feat: x""', 'Revert "Reapply "feat: x""'],
    ['Revert "Revert "Reapply "feat: x"""', 'Revert "Reapply "feat: x""'],
  ])('%j brings back what was reverted', (header, quoted) => {
    const { kind, type, undoes } = readMessage(header);
    expect({ kind, type, header: undoes?.header }).toEqual({
      kind: 'revert',
      type: 'revert',
      header: quoted,
    });
    expect(undoes?.restores).toMatchObject({ kind: 'conventional', type: 'feat', subject: 'x' });
  });

  it('brings back what breaks', () => {
    expect(readMessage('Reapply "feat(api)!: x (#10)"').undoes?.restores).toMatchObject({
      scope: 'api',
      breaking: 'x',
      pull: 10,
    });
  });

  it.each(['Revert "Reapply "feat: x""', 'Revert "Revert "Revert "feat: x"""', 'revert: Reapply "feat: x"'])(
    '%j is a plain revert again',
    (header) => {
      expect(readMessage(header).undoes?.restores).toBeUndefined();
    },
  );

  it('is read to any depth', () => {
    const depth = 50_000;
    const header = `${'Revert "'.repeat(depth)}feat: x${'"'.repeat(depth)}`;
    expect(readMessage(header).undoes?.restores).toMatchObject({ type: 'feat', subject: 'x' });
    expect(readMessage(`revert: ${header}`).undoes?.restores).toBeUndefined();
  });
});
