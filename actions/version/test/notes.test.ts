import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longestNotes, releaseNotes } from '../src/notes.ts';
import { planLine } from '../src/plan.ts';

const links = { repositoryUrl: 'https://github.com/acme/shop' };

function plan(messages: readonly string[], author = 'Ann') {
  const commits = messages.map((message, index) => ({
    sha: index.toString(16).padStart(40, '0'),
    parents: 1,
    author,
    message,
  }));
  const tags = [{ name: 'v1.0.0', version: '1.0.0', commit: 'b'.repeat(40) }];
  const reachable = new Set(['v1.0.0']);
  const facts = {
    service: 'web',
    prefix: 'v',
    sha: 'a'.repeat(40),
    tags,
    reachable,
    containing: new Set<string>(),
    commits,
  };
  return planLine(facts, '0.1.0');
}

describe('release notes', () => {
  it('put breaking changes first, then features, fixes and the rest folded', () => {
    const notes = releaseNotes(
      plan([
        'docs: d',
        'fix(cart): c',
        'feat: b',
        'feat!: a\n\nBREAKING CHANGE: say please',
        'Merge branch x',
      ]),
      links,
    );
    expect(notes).toMatchInlineSnapshot(`
      "### ⚠️ Breaking changes

      - a ([0000000](https://github.com/acme/shop/commit/0000000000000000000000000000000000000003), Ann)
        say please

      ### Features

      - b ([0000000](https://github.com/acme/shop/commit/0000000000000000000000000000000000000002), Ann)

      ### Fixes

      - **cart:** c ([0000000](https://github.com/acme/shop/commit/0000000000000000000000000000000000000001), Ann)

      <details><summary>Other (1)</summary>

      - d ([0000000](https://github.com/acme/shop/commit/0000000000000000000000000000000000000000), Ann)

      </details>

      [All changes since v1.0.0](https://github.com/acme/shop/compare/v1.0.0...v2.0.0)
      "
    `);
  });

  it.each([
    ['feat: thanks @octocat', '@octocat'],
    ['feat: <img src=x onerror=alert(1)>', '<img'],
    ['feat: </details><script>', '<script>'],
    ['feat: [click](https://evil.example)', '](https://evil'],
    ['feat: closes #12', ' #12'],
    ['feat: a\n\nBREAKING CHANGE: @octocat\n## head', '\n## head'],
  ])('make %j harmless', (message, harm) => {
    expect(releaseNotes(plan([message], '@team <b>'), links)).not.toContain(harm);
    expect(releaseNotes(plan([message], '@team <b>'), links)).not.toMatch(/@team|<b>/);
  });

  it('stay within what GitHub takes, and say what they left out', () => {
    const notes = releaseNotes(
      plan(Array.from({ length: 5000 }, (_, index) => `docs: ${index} ${'*'.repeat(300)}`)),
      links,
    );
    expect(notes.length).toBeLessThanOrEqual(longestNotes);
    expect(notes).toMatch(/_\d+ more commits are not listed\._/);
    expect(notes.match(/<details>/g)).toHaveLength(notes.match(/<\/details>/g)?.length ?? 0);
  });

  it('stay within any limit that leaves room for their headings', () => {
    const message = fc.tuple(fc.constantFrom('feat', 'fix', 'docs'), fc.string({ maxLength: 3000 }));
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 20 }),
        fc.integer({ min: 2000, max: 5000 }),
        (messages, limit) => {
          const texts = messages.map(([type, text]) => `${type}: x${text}`);
          expect(releaseNotes(plan(texts), links, limit).length).toBeLessThanOrEqual(limit);
        },
      ),
    );
  });
});
