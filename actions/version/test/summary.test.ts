import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LinePlan } from '../src/line/line-plan.ts';
import { versionSummary } from '../src/telling/summary.ts';
import { hostileText, withoutOwnLinks } from './support/hostile.ts';
import { change, links, plan, tag, unreleased } from './support/plans.ts';
import { readSummary } from './support/read-summary.ts';

const sha = (digit: string) => digit.repeat(40);
const doubt = 'a space is missing after the colon';

describe('the summary', () => {
  it('of one service says what, why, what to look at, and what did not count', () => {
    const changes = [
      change('Merge branch x', { sha: sha('1'), fate: 'merge' }),
      change('feat(cart): pages (#14)', { sha: sha('2') }),
      change('feat: older', { sha: sha('3') }),
      change('docs: how to pay', { sha: sha('4') }),
      change('chore: bump', { sha: sha('5') }),
      change('fix:typo', { sha: sha('6'), message: { doubts: [doubt] } }),
      change('feat: bad', { sha: sha('7'), fate: 'undone' }),
      change('feat: pages', { sha: sha('8'), fate: 'repeated' }),
      change('feat: other', { sha: sha('9'), fate: 'elsewhere' }),
    ];
    expect(readSummary([plan(changes)])).toMatchInlineSnapshot(`
      "### 🏷️ web 1.5.0: released

      Tagged v1.5.0. 9 commits since v1.4.2; 2222222 feat(cart): pages (#14) asks for a **minor**.

      **What makes it move:** The jobs after this one take it from here, under this version.

      ⚠️ **To look at:**

      - 6666666 fix:typo; a space is missing after the colon

      <details><summary>7 of 9 changes did not count, and why</summary>

      **Not a conventional commit: expected \`type: subject\`, such as \`fix: answer empty carts\`** (1)

      - 6666666 fix:typo

      **Releases nothing by its type: docs, chore** (2)

      - 4444444 docs: how to pay
      - 5555555 chore: bump

      **Undone: a change and its revert cancel out** (1)

      - 7777777 feat: bad

      **Says the same as a merged commit** (1)

      - 8888888 feat: pages

      **A merge; its commits count** (1)

      - 1111111 Merge branch x

      **Touches no file of this service** (1)

      - 9999999 feat: other

      </details>

      [notes]

      "
    `);
  });

  it('of several services begins with a table, and says once what to look at', () => {
    const shared = change('fix:typo', { sha: sha('6'), message: { doubts: [doubt] } });
    const plans = [
      plan([change('feat: a | b', { sha: sha('2') }), { ...shared, fate: 'elsewhere' as const }], {
        service: 'api',
        tag: 'api/v1.5.0',
      }),
      plan([shared], {
        service: 'web',
        ...unreleased,
        problems: ['Release-As: 1.0.0 (1234567) was passed over'],
      }),
      plan([], { service: 'job', ...unreleased, outcome: 'superseded', newer: tag('job/v1.6.0') }),
    ];
    expect(readSummary(plans)).toMatchInlineSnapshot(`
      "| Service | Version | Bump | Why |
      | --- | --- | --- | --- |
      | 🏷️ api | **1.5.0**, released | minor | 2222222 feat: a \\| b |
      | ➖ web | **1.4.3-build.1.gaaaaaaa**, nothing to release | none | nothing asks for a release |
      | ⏭️ job | **1.4.3-build.1.gaaaaaaa**, superseded by 1.6.0 | none | job/v1.6.0 contains this commit |

      ⚠️ **To look at:**

      - 6666666 fix:typo; a space is missing after the colon
      - web: Release-As: 1.0.0 (1234567) was passed over

      ### 🏷️ api 1.5.0: released

      Tagged api/v1.5.0. 2 commits since v1.4.2; 2222222 feat: a \\| b asks for a **minor**.

      **What makes it move:** The jobs after this one take it from here, under this version.

      <details><summary>1 of 2 changes did not count, and why</summary>

      **Touches no file of this service** (1)

      - 6666666 fix:typo

      </details>

      [notes]

      ### ➖ web 1.4.3-build.1.gaaaaaaa: nothing to release

      1 commit since v1.4.2; none asks for a release.

      **What makes it move:** The jobs after this one ship it all the same, under this build version.

      <details><summary>1 of 1 changes did not count, and why</summary>

      **Not a conventional commit: expected \`type: subject\`, such as \`fix: answer empty carts\`** (1)

      - 6666666 fix:typo

      </details>

      [notes]

      ### ⏭️ job 1.4.3-build.1.gaaaaaaa: superseded by 1.6.0

      job/v1.6.0 contains this commit and was released first; nothing was changed.

      **What makes it move:** The run of job/v1.6.0 takes this commit along. When that run fails, run it again; this one has nothing left to do.

      [notes]

      "
    `);
  });

  it.each<[string, Partial<LinePlan>, string]>([
    ['a release', {}, 'web 1.5.0: would be released\n\nThe tag would be `v1.5.0`. '],
    ['a build', unreleased, 'web 1.4.3-build.1.gaaaaaaa: nothing would be released\n'],
  ])('of a dry run speaks of %s as what would be', (_, own, expected) => {
    const dry = versionSummary([plan([change('feat: a')], own)], links, { dryRun: true });
    expect(dry).toContain(expected);
    expect(dry).not.toMatch(/\(https:\S*v1\.5\.0\)/);
  });

  it('lists the problems of the run, too', () => {
    const two = [plan([]), plan([], { service: 'api', problems: ['a `wish`'] })];
    expect(readSummary(two, { problems: ['no releases: @me'] })).toContain(
      '**To look at:**\n\n- no releases: @<!-- -->me\n- api: a `wish`\n\n',
    );
  });

  it('counts what a long list leaves out', () => {
    const silent = Array.from({ length: 500 }, (_, index) => change(`docs: ${index}`));
    expect(readSummary([plan(silent, unreleased)])).toContain('- abc1234 docs: 199\n- _and 300 more_\n');
    expect(readSummary([plan(silent, unreleased), plan([], { service: 'api' })])).toContain(
      '- _and 400 more_\n',
    );
  });
});

describe('whatever commits say', () => {
  it('nothing of it takes effect', () => {
    const fates = fc.constantFrom(
      'counts',
      'quiet',
      'unreadable',
      'merge',
      'elsewhere',
      'undone',
      'repeated',
    );
    const changes = fc.array(fc.record({ text: hostileText, fate: fates }), { maxLength: 8 });
    fc.assert(
      fc.property(changes, hostileText, fc.boolean(), (parts, problem, several) => {
        const hostile = plan(
          parts.map(({ text, fate }) =>
            change('x', { fate, message: { header: text, type: text, doubts: [text] } }),
          ),
          { problems: [problem] },
        );
        const plans = several ? [hostile, { ...hostile, service: 'api' }] : [hostile];
        const text = withoutOwnLinks(versionSummary(plans, links, { dryRun: false }));
        expect(text).not.toMatch(/^\s*::/m);
        expect(text).not.toMatch(/@[\w-]|#\d|\bGH-\d|:\/\/|www\./i);
        expect(text.replace(/<\/?(?:details|summary)>|<!-- -->/g, '')).not.toMatch(/[<>]/);
        expect(text.match(/^(?:\| |### |\*\*|<|- |⚠️|_|Tagged|The|No|All|\n|$)/gm)?.length).toBe(
          text.split('\n').length,
        );
      }),
    );
  });
});
