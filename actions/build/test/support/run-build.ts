import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  type Clock,
  type Exec,
  type Http,
  type OidcTokens,
  oidcTokens,
  readInputs,
  readRunContext,
} from '@workaday/core';
import {
  nodeExec,
  nodeFiles,
  nodeFreeSpace,
  nodeHttp,
  nodePrivateFolder,
  nodeSha256,
  nodeSources,
} from '@workaday/core/node';
import { expect } from 'vitest';
import { contract } from '../../src/contract.ts';
import type { Ports } from '../../src/ports.ts';
import { build } from '../../src/run.ts';

export const commit = 'c0ffee'.padEnd(40, '0');

export interface Situation {
  /** Files of the checkout. */
  files: Record<string, string>;
  inputs?: Record<string, string>;
  exec?: Exec;
  env?: Record<string, string>;
  sha?: string;
  /** Full ref of the run; the default branch when absent. */
  ref?: string;
  event?: string;
  oidc?: OidcTokens;
  http?: Http;
  /** Milliseconds that the clock is ahead. */
  later?: number;
  freeSpace?: Ports['freeSpace'];
}

/**
 * Runs the action on a checkout of its own, as a step would; rejects with its Failure. `lines` fills as it logs.
 * However it ends, nothing may stay in the temporary folder.
 */
export async function runBuild(situation: Situation, lines: string[] = []) {
  const root = mkdtempSync(join(tmpdir(), 'workaday-build-'));
  const workspace = join(root, 'workspace');
  const temporary = join(root, 'temporary');
  const config = join(root, 'docker');
  for (const folder of [workspace, temporary, config]) mkdirSync(folder);
  for (const [path, content] of Object.entries(situation.files)) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true });
    writeFileSync(join(workspace, path), content);
  }
  const env: Record<string, string | undefined> = {
    ...process.env,
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_API_URL: 'https://api.github.com',
    'INPUT_GITHUB-TOKEN': 'ghs_of-this-test',
    GITHUB_REPOSITORY: 'Acme/Shop',
    GITHUB_SHA: situation.sha ?? commit,
    GITHUB_REF: situation.ref ?? 'refs/heads/main',
    GITHUB_EVENT_NAME: situation.event ?? 'push',
    GITHUB_REPOSITORY_ID: '74',
    GITHUB_WORKFLOW_REF: `Acme/Shop/.github/workflows/ship.yml@${situation.ref ?? 'refs/heads/main'}`,
    GITHUB_WORKSPACE: workspace,
    GITHUB_RUN_ID: '1',
    RUNNER_TEMP: temporary,
    DOCKER_CONFIG: config,
    ...situation.env,
    ...Object.fromEntries(
      Object.entries(situation.inputs ?? {}).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
    ),
  };
  const log = {
    line: (text: string) => void lines.push(text),
    group: (_: string, work: () => Promise<never>) => work(),
  };
  const dockerConfig = env['DOCKER_CONFIG'] ?? config;
  const http = situation.http ?? nodeHttp;
  const later = situation.later ?? 0;
  const clock: Clock = { now: () => Date.now() + later, wait: async () => {} };
  try {
    const report = await build(readInputs(contract.inputs, env), {
      exec: situation.exec ?? nodeExec,
      files: nodeFiles(workspace),
      sources: nodeSources(workspace),
      http,
      sha256: nodeSha256,
      clock,
      log,
      mask: () => {},
      env,
      context: readRunContext(env),
      event: { repository: { default_branch: 'main' } },
      privateFolder: () => {
        // Runs may overlap: each finds its own folder at the moment when it asks.
        process.env['RUNNER_TEMP'] = temporary;
        return nodePrivateFolder();
      },
      dockerConfig: { path: dockerConfig, files: nodeFiles(dockerConfig) },
      freeSpace: situation.freeSpace ?? nodeFreeSpace,
      oidc: situation.oidc ?? oidcTokens({}, { http, clock, mask: () => {} }),
      platform: 'linux/amd64',
    });
    expect(await nodeFiles(root).list('temporary')).toEqual([]);
    return report;
  } catch (error) {
    expect(await nodeFiles(root).list('temporary')).toEqual([]);
    throw error;
  } finally {
    rmSync(root, { recursive: true });
  }
}
