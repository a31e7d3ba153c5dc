import { defineContract, input } from '@workaday/core';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { actionYml } from '../src/generated/action-yml.ts';
import { replaceBetween } from '../src/generated/markers.ts';
import { readmeTables, updateReadme } from '../src/generated/tables.ts';

const contract = defineContract({
  name: 'sample',
  title: 'Sample',
  description: 'Shows: what "quotes" and # signs become.',
  branding: { icon: 'box', color: 'blue' },
  inputs: {
    'tag-prefix': input.text({ description: 'Before | the version.', default: 'v' }),
    kubeconfig: input.secret({ description: 'A credential.\nOf two lines.', required: true }),
    'github-token': input.secret({ description: 'A token.', default: '${{ github.token }}' }),
  },
  outputs: { tag: 'The tag.' },
  outcomes: { done: { description: 'It is done.', ok: true } },
  reasons: { 'no-luck': 'It was not to be.' },
});

describe('actionYml', () => {
  const metadata = parse(actionYml(contract, false));

  it('says what the contract says', () => {
    expect(metadata.description).toBe(contract.description);
    expect(metadata.inputs['tag-prefix']).toEqual({ description: 'Before | the version.', default: 'v' });
    expect(metadata.inputs.kubeconfig).toEqual({
      description: 'A credential.\nOf two lines.',
      required: true,
    });
    expect(metadata.inputs['github-token'].default).toBe('${{ github.token }}');
    expect(metadata.inputs['dry-run'].default).toBe('false');
    expect(Object.keys(metadata.outputs)).toEqual(['tag', 'outcome', 'reason']);
  });

  it('has a post step, whatever happened, for an action that has one', () => {
    expect(metadata.runs).toEqual({ using: 'node24', main: 'dist/main.mjs' });
    expect(parse(actionYml(contract, true)).runs).toEqual({
      ...metadata.runs,
      post: 'dist/post.mjs',
      'post-if': 'always()',
    });
  });

  it('says that it is generated, and how', () => {
    expect(actionYml(contract, false)).toMatch(/^# Generated .*npm run readme/);
  });
});

describe('readmeTables', () => {
  it('keep a cell in one cell', () => {
    const { inputs, outcomes, reasons } = readmeTables(contract);
    expect(inputs).toContain('| `tag-prefix` | Before \\| the version. | text | `v` |');
    expect(inputs).toContain('| `kubeconfig` | A credential. Of two lines. | secret | required |');
    expect(outcomes).toContain('| `done` | It is done. | green |');
    expect(outcomes).toContain('| `failed` |');
    expect(reasons).toContain('| `no-luck` | It was not to be. |');
  });
});

describe('replaceBetween', () => {
  const text = 'a\n<!-- inputs -->\nold\n<!-- /inputs -->\nz\n';
  it('replaces what is between, again and again', () => {
    const once = replaceBetween(text, 'inputs', 'new\n');
    expect(once).toBe('a\n<!-- inputs -->\nnew\n<!-- /inputs -->\nz\n');
    expect(replaceBetween(once, 'inputs', 'new\n')).toBe(once);
  });

  it.each([
    ['no pair', 'text'],
    ['no end', '<!-- inputs -->'],
    ['an end before its start', '<!-- /inputs --><!-- inputs -->'],
    ['two pairs', text + text],
  ])('refuses %s', (_, wrong) =>
    expect(() => replaceBetween(wrong, 'inputs', 'x')).toThrow('exactly one pair'),
  );
});

it('updateReadme wants all four tables', () => {
  expect(() => updateReadme('<!-- inputs --><!-- /inputs -->', contract)).toThrow('<!-- outputs -->');
});
