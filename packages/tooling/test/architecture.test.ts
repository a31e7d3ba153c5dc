import { describe, expect, it } from 'vitest';
import { architectureProblems } from '../src/architecture/rules.ts';
import { sourceFiles } from '../src/architecture/source-files.ts';
import { repositoryRoot } from '../src/repository.ts';

describe('the rooms of this repository', () => {
  const files = sourceFiles(repositoryRoot);

  it('are found', () => {
    expect(files.length).toBeGreaterThan(20);
  });

  it.each(files)('$path keeps to its room', ({ path, code }) => {
    expect(architectureProblems(path, code)).toEqual([]);
  });
});

describe('architectureProblems', () => {
  it.each([
    ['an action that imports an action', 'actions/version/src/run.ts', "import '../../build/src/plan.ts';"],
    ['… by its package name', 'actions/version/src/main.ts', "import '@workaday/action-build';"],
    ['… only its types', 'actions/version/src/plan.ts', "import type { P } from '../../build/src/plan.ts';"],
    ['a package that imports an action', 'packages/probe/src/a.ts', "import '@workaday/action-build';"],
    ['core that imports a package', 'packages/core/src/a.ts', "import '@workaday/kubernetes';"],
    ['kubernetes that imports probe', 'packages/kubernetes/src/a.ts', "import '@workaday/probe';"],
    ['an action that imports the testbed', 'actions/version/src/main.ts', "import '@workaday/testbed';"],
    ['a neighbour by its path', 'packages/probe/src/a.ts', "import '../../core/src/failure.ts';"],
    [
      'a package that imports a bench',
      'packages/tooling/src/a.ts',
      "import '../../../bench/measure/goals.ts';",
    ],
    ['a re-export', 'packages/probe/src/a.ts', "export * from '@workaday/tooling';"],
    ['a dynamic import', 'packages/probe/src/a.ts', "await import('@workaday/tooling');"],
    ['a folder that is no room', 'packages/misc/src/a.ts', 'export {};'],
    ['node in a plan', 'actions/version/src/plan.ts', "import { readFileSync } from 'node:fs';"],
    ['@actions in a run', 'actions/version/src/run.ts', "import { info } from '@actions/core';"],
    ['adapters in facts', 'actions/version/src/facts.ts', "import { nodeExec } from '@workaday/core/node';"],
    ['main from elsewhere', 'actions/version/src/run.ts', "import './main.ts';"],
    ['process', 'actions/version/src/verdict.ts', 'export const a = process.env.HOME;'],
    ['the clock', 'actions/version/src/summary.ts', 'export const a = () => Date.now();'],
    ['a new Date', 'actions/version/src/plan.ts', 'export const a = new Date();'],
    ['a Date in a plan', 'actions/version/src/plan.ts', 'export const a = (at) => new Date(at);'],
    ['the clock in a run', 'actions/version/src/run.ts', 'export const a = () => new Date();'],
    ['fetch', 'actions/version/src/apply.ts', "export const a = () => fetch('https://x');"],
    ['timers', 'actions/version/src/plan.ts', 'setTimeout(() => {}, 1);'],
    ['shorthand', 'actions/version/src/plan.ts', 'export const a = { process };'],
    ['node in a plan of the command', 'packages/cli/src/init/plan.ts', "import 'node:os';"],
    ['a command that imports an action', 'packages/cli/src/main.ts', "import '@workaday/action-build';"],
    ['node in core', 'packages/core/src/summary.ts', "import 'node:os';"],
  ])('refuses %s', (_, path, code) => {
    expect(architectureProblems(path, code)).toHaveLength(1);
  });

  it.each([
    ['packages by name', 'actions/deploy/src/apply.ts', "import { a } from '@workaday/kubernetes';"],
    ['types of adapters', 'actions/version/src/facts.ts', "import type { A } from '@workaday/core/node';"],
    ['single types', 'actions/version/src/facts.ts', "import { type A } from '@workaday/core/node';"],
    ['adapters in main', 'actions/version/src/main.ts', "import { nodeExec } from '@workaday/core/node';"],
    ['a conversion in a run', 'actions/version/src/run.ts', 'export const a = (at) => new Date(at);'],
    ['a member called Date', 'actions/version/src/plan.ts', 'export const a = (b) => b.Date + b.process;'],
    ['a key called process', 'actions/version/src/plan.ts', 'export const a = { process: 1 };'],
    ['a parameter called fetch', 'actions/version/src/plan.ts', 'export const a = (fetch) => fetch();'],
    ['a type called Date', 'actions/version/src/plan.ts', 'export interface A { at: Date }'],
    ['clock of core/node', 'packages/core/src/node/clock.ts', 'export const a = () => Date.now();'],
    ['a command that reads', 'packages/cli/src/init/read-folder.ts', "import 'node:fs';"],
    ['a bench using the testbed', 'bench/version/a.ts', "import '../../packages/testbed/src/network.ts';"],
    ['the testbed using an action', 'packages/tooling/src/a.ts', "import '../../../actions/x/src/a.ts';"],
  ])('allows %s', (_, path, code) => {
    expect(architectureProblems(path, code)).toEqual([]);
  });

  it('says where and what', () => {
    expect(architectureProblems('actions/version/src/plan.ts', '\nexport const now = Date.now();')).toEqual([
      'actions/version/src/plan.ts:2: uses Date; take it through a port or as a value',
    ]);
  });
});
