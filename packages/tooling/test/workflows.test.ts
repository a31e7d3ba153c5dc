import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureTool } from '@workaday/testbed';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actionlint, zizmor } from '../src/lint/lint-workflows.ts';
import { localised, workflowFiles } from '../src/lint/workflow-files.ts';
import { repositoryRoot } from '../src/repository.ts';

const patience = 10 * 60_000;
let programs: { actionlint: string; zizmor: string };
let copy: string;

beforeAll(async () => {
  programs = { actionlint: await ensureTool('actionlint'), zizmor: await ensureTool('zizmor') };
  copy = mkdtempSync(join(tmpdir(), 'workaday-workflows-'));
  for (const path of ['.github', 'examples', 'actions']) {
    cpSync(join(repositoryRoot, path), join(copy, path), {
      recursive: true,
      filter: (from) => !from.includes('node_modules'),
    });
  }
}, patience);
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** Lints a copy of the repository in which one file is changed, and puts it back. */
async function withChange(path: string, change: (text: string) => string, lint: () => Promise<string>) {
  const file = join(copy, path);
  const before = readFileSync(file, 'utf8');
  const after = change(before);
  expect(after, 'the change found its place').not.toBe(before);
  writeFileSync(file, after);
  try {
    return await lint();
  } finally {
    writeFileSync(file, before);
  }
}

describe('published workflows', () => {
  it('are found', () => {
    const { own, examples } = workflowFiles(repositoryRoot);
    expect(own).toContain('.github/workflows/ship.yml');
    expect(own).toContain('.github/workflows/release.yml');
    expect(examples).toContain('examples/web-service/.github/workflows/ship.yml');
  });

  it('pass actionlint', { timeout: patience }, async () => {
    expect(await actionlint(programs.actionlint, repositoryRoot)).toBe('');
  });

  it('pass zizmor', { timeout: patience }, async () => {
    expect(await zizmor(programs.zizmor, repositoryRoot)).toBe('');
  });
});

describe('actionlint', () => {
  const ship = '.github/workflows/ship.yml';
  const lint = () => actionlint(programs.actionlint, copy);

  it.each([
    ['an unknown key', (text: string) => text.replace('runs-on:', 'run-on:')],
    [
      'an action that does not exist',
      (text: string) => text.replace('$/actions/version', '$/actions/vision'),
    ],
    ['an input that the action lacks', (text: string) => text.replace('phase: before', 'fase: before')],
    ['an output that the action lacks', (text: string) => text.replace('outputs.tag }}', 'outputs.tags }}')],
    ['a script injection', injected],
  ])('finds %s, and names the file', { timeout: patience }, async (_, change) => {
    expect(await withChange(ship, change, lint)).toContain(`${ship}:`);
  });

  it('finds an input that a caller makes up', { timeout: patience }, async () => {
    const caller = 'examples/web-service/.github/workflows/ship.yml';
    const change = (text: string) => text.replace('    secrets:', '    with: { colour: red }\n    secrets:');
    expect(await withChange(caller, change, lint)).toContain(`${caller}:`);
  });
});

describe('zizmor', () => {
  const lint = () => zizmor(programs.zizmor, copy);

  it.each([
    ['an action by its tag', (text: string) => text.replace(/checkout@[0-9a-f]{40}.*/, 'checkout@v5')],
    ['credentials left behind', (text: string) => text.replace('persist-credentials: false', 'clean: true')],
    ['rights without a reason', (text: string) => text.replace(/contents: write #.*/, 'contents: write')],
    ['a script injection', injected],
  ])('finds %s', { timeout: patience }, async (_, change) => {
    expect(await withChange('.github/workflows/ship.yml', change, lint)).toContain('ship.yml');
  });

  it('finds secrets handed on wholesale in an example', { timeout: patience }, async () => {
    const change = (text: string) => text.replace(/secrets:[\s\S]*/, 'secrets: inherit\n');
    const found = await withChange('examples/web-service/.github/workflows/ship.yml', change, lint);
    expect(found).toContain('secrets-inherit');
  });
});

/** A step that hands a commit's text to a shell. */
function injected(text: string): string {
  return text.replace(
    '    steps:\n',
    '    steps:\n      - run: echo "${{ github.event.head_commit.message }}"\n',
  );
}

describe('localised', () => {
  it('names siblings and our own workflow by ./', () => {
    const workflow =
      'uses: $/actions/x\nuses: your-org/workaday/.github/workflows/ship.yml@v1\nrun: echo $/x';
    expect(localised(workflow)).toBe('uses: ./actions/x\nuses: ./.github/workflows/ship.yml\nrun: echo $/x');
  });
});
