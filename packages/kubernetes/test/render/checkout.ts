import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CommandOptions, CommandResult, Exec } from '@workaday/core';
import { nodeFiles, nodePrivateFolder } from '@workaday/core/node';
import { onTestFinished } from 'vitest';
import { type LoadedApp, loadApp } from '../../src/render/load.ts';
import type { RenderOptions } from '../../src/render/options.ts';

/** A checkout of its own for one test; a value that begins with `->` is a symbolic link to what follows. */
export function checkout(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'workaday-render-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const root = join(folder, 'checkout');
  for (const [path, text] of Object.entries({ 'README.md': '', ...files })) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    if (text.startsWith('->')) symlinkSync(text.slice(2), file);
    else writeFileSync(file, text);
  }
  return root;
}

/** Loads the folder `k8s` of a checkout. */
export function load(root: string, options: Partial<RenderOptions> & { exec: Exec }): Promise<LoadedApp> {
  return loadApp(nodeFiles(root), 'k8s', {
    root,
    namespace: 'shop',
    app: 'shop',
    values: [],
    env: process.env,
    privateFolder: nodePrivateFolder,
    ...options,
  });
}

export interface Call {
  program: string;
  args: readonly string[];
  options: CommandOptions;
}

/** Answers in place of a tool, and remembers how it was called. */
export function answering(answer: (program: string) => Partial<CommandResult>): {
  exec: Exec;
  calls: Call[];
} {
  const calls: Call[] = [];
  return {
    calls,
    exec: async (program, args, options = {}) => {
      calls.push({ program, args, options });
      return { exitCode: 0, stdout: '', stderr: '', ...answer(program) };
    },
  };
}

/** A tool that must not be started. */
export const noTool: Exec = (program) => Promise.reject(new Error(`${program} was started`));

export const configMap = (name: string, more = '') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${more}`;
