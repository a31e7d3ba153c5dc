import { readInputs, readRunContext } from '@workaday/core';
import { githubClient, nodeFiles } from '@workaday/core/node';
import { expect, it, vi } from 'vitest';
import { coalesceReasons } from '../../../actions/deploy/src/coalesce.ts';
import { contract } from '../../../actions/record/src/contract.ts';
import { record } from '../../../actions/record/src/run.ts';
import { useGitHub } from '../../../actions/version/test/support/github.ts';
import { noted } from '../../../actions/version/test/support/noted.ts';
import type { Origin } from '../../../actions/version/test/support/origin.ts';
import { runVersion } from '../../../actions/version/test/support/run-version.ts';

// Real processes on a machine that may be busy with other test files.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const github = useGitHub();
const [coalesced] = Object.keys(coalesceReasons);

/** One run of ship around a deployment that ended so. */
async function ship(origin: Origin, commit: string, ended: Record<string, string>) {
  const versioned = await runVersion(origin, commit);
  const { version = '', tag = '', notes = '', 'github-releases': drafts = '' } = versioned.outputs;
  const { account, repository } = origin;
  const inputs = {
    ...{ version, tag, notes, 'github-releases': drafts, 'github-token': account.token },
    ...ended,
  };
  const env = {
    ...Object.fromEntries(
      Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
    ),
    ...{ GITHUB_REPOSITORY: repository, GITHUB_SHA: commit, GITHUB_REF: 'refs/heads/main' },
    ...{ GITHUB_WORKSPACE: versioned.workspace, GITHUB_RUN_ID: commit, GITHUB_ACTOR: 'ann' },
    ...{ GITHUB_API_URL: account.apiUrl, GITHUB_SERVER_URL: account.serverUrl },
  };
  const context = readRunContext(env);
  const read = readInputs(contract.inputs, env);
  const recorded = await record(read, {
    context,
    files: nodeFiles(context.workspace),
    github: await githubClient(account.token, context),
    clock: { now: () => Date.parse('2026-11-23T12:00:00Z'), wait: () => Promise.resolve() },
    log: { line: () => undefined, group: (_, work) => work() },
  });
  return { versioned, recorded };
}

const aside = { 'deploy-outcome': 'superseded', 'deploy-reason': coalesced ?? '' };
const verified = {
  ...{ 'deploy-outcome': 'deployed', 'smoke-outcome': 'verified', 'smoke-reason': 'ok', release: '2' },
};

it('the notes of the newest tell of every commit whose run stepped aside for it', async () => {
  const origin = await github.released();
  const [one, two, three] = ['feat: one', 'fix: two', 'fix: three'].map((message) => origin.commit(message));
  const first = await ship(origin, one ?? '', aside);
  expect(first.recorded.outputs.state).toBe('superseded');
  expect(first.recorded.summary).toMatch(/stepped aside[\s\S]*a second attempt does not step aside/);
  await ship(origin, two ?? '', aside);
  const last = await ship(origin, three ?? '', verified);
  expect(noted(last.versioned).toSorted()).toEqual(['one', 'three', 'two']);
  const releases = await github.releases(origin);
  expect(releases.map(({ tag, draft }) => [tag, draft])).toEqual([
    ['v1.1.2', false],
    ['v1.1.1', true],
    ['v1.1.0', true],
  ]);
  for (const subject of ['one', 'two', 'three']) expect(releases[0]?.body).toContain(subject);
  expect(releases[2]?.body).toMatch(/not deployed to production by itself.*the newest brings it/);
  const { deployments, issues } = await github.admin.dump(origin.repository);
  expect(deployments.map(({ sha }) => sha)).toEqual([three]);
  expect(issues).toEqual([]);
});
