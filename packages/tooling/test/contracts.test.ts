import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { actionYml } from '../src/generated/action-yml.ts';
import { generatedFiles, staleFiles } from '../src/generated/files.ts';
import { allOutputs, readmeTables } from '../src/generated/tables.ts';
import { actionNames, findActions, repositoryRoot } from '../src/repository.ts';

interface ActionMetadata {
  name: string;
  description: string;
  inputs: Record<string, { description: string; required?: boolean; default?: string }>;
  outputs: Record<string, { description: string }>;
  runs: { using: string; main: string; post?: string };
}

const actions = await findActions();

it('every action of the pipeline is there', () => {
  const pipeline = ['version', 'build', 'deploy', 'smoke-test', 'record'];
  expect(actionNames()).toEqual(expect.arrayContaining(pipeline));
});

it('every generated file is up to date', async () => {
  const { files, problems } = await generatedFiles(repositoryRoot);
  expect(problems).toEqual([]);
  expect((await staleFiles(repositoryRoot, files)).map((file) => file.path)).toEqual([]);
});

describe.each(actions)('actions/$name', ({ name, folder, contract, entries }) => {
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  const metadata = () => parse(read('action.yml')) as ActionMetadata;

  it('has the inputs and outputs of its contract, and no others', () => {
    const { inputs, outputs } = metadata();
    expect(Object.keys(inputs)).toEqual(Object.keys(contract.inputs));
    expect(Object.keys(outputs)).toEqual(Object.keys(allOutputs(contract)));
    for (const [input, spec] of Object.entries(contract.inputs)) {
      expect(inputs[input]?.default ?? '', input).toBe(spec.default);
      expect(inputs[input]?.required ?? false, input).toBe(spec.required);
    }
  });

  it('runs bundles that come from sources', () => {
    const { runs } = metadata();
    expect(runs).toMatchObject({ using: 'node24', main: 'dist/main.mjs' });
    expect(runs.post).toBe(entries.includes('post') ? 'dist/post.mjs' : undefined);
    expect(existsSync(join(folder, 'src/main.ts'))).toBe(true);
  });

  it('describes everything, in kebab-case', () => {
    const { inputs, outputs, reasons, outcomes } = contract;
    const names = [inputs, outputs, reasons, outcomes].flatMap((group) => Object.keys(group));
    expect(names.filter((item) => !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(item))).toEqual([]);
    const texts = [...Object.values(inputs), ...Object.values(outcomes)].map((spec) => spec.description);
    const all = [...texts, ...Object.values(outputs), ...Object.values(reasons), contract.description];
    expect(all.filter((text) => text.trim().length < 10)).toEqual([]);
  });

  it('keeps tokens and credentials secret', () => {
    const open = Object.entries(contract.inputs).filter(
      ([input, spec]) => /(^|-)(token|password|secrets?|kubeconfig)$/.test(input) && !spec.secret,
    );
    expect(open.map(([input]) => input)).toEqual([]);
  });

  it('has a default that its own input accepts', () => {
    const refused = Object.entries(contract.inputs).filter(
      ([, spec]) => !spec.default.startsWith('${{') && !('value' in spec.parse(spec.default)),
    );
    expect(refused.map(([input]) => input)).toEqual([]);
  });

  it('can end well and badly', () => {
    const ends = Object.values(contract.outcomes).map((outcome) => outcome.ok);
    expect(new Set(ends)).toEqual(new Set([true, false]));
  });

  it('has a README that shows how to use it, what it may do and what its failures mean', () => {
    const readme = read('README.md');
    expect(readme).toMatch(/^# /);
    expect(readme).toContain(`actions/${name}`);
    expect(readme).toMatch(/^```ya?ml$/m);
    expect(readme).toMatch(/^#+ .*permission|^permissions:|`permissions:/im);
    const tables = Object.entries(readmeTables(contract));
    expect(tables.filter(([, table]) => !readme.includes(table.trim())).map(([table]) => table)).toEqual([]);
  });

  it('gives only reasons and outcomes that the README explains', () => {
    const readme = read('README.md');
    const names = [...Object.keys(contract.reasons), ...Object.keys(contract.outcomes)];
    expect(names.filter((item) => !readme.includes(`\`${item}\``))).toEqual([]);
  });

  it('is tested', () => expect(existsSync(join(folder, 'test'))).toBe(true));
});

describe('a contract test', () => {
  it('sees a README or action.yml that was changed by hand', async () => {
    const { files } = await generatedFiles(repositoryRoot);
    const changed = files.map((file) => ({ ...file, text: `${file.text}\n` }));
    expect(await staleFiles(repositoryRoot, changed)).toHaveLength(files.length);
  });

  it('sees a post step', () => {
    const contract = actions[0]?.contract;
    if (contract === undefined) throw new Error('there is an action');
    expect(parse(actionYml(contract, true)).runs.post).toBe('dist/post.mjs');
    expect(parse(actionYml(contract, false)).runs.post).toBeUndefined();
  });
});
