import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { name, TestRepository } from './support/repository.ts';
import { runRecord, stepEnvironment } from './support/run-record.ts';

const undone = {
  'deploy-outcome': 'rolled-back',
  'deploy-reason': 'crash',
  release: '2',
  'restored-release': '1',
};
let repository: TestRepository;

beforeAll(async () => {
  repository = await TestRepository.start();
});
afterAll(() => repository.standIn.stop());

it('a dry run writes nothing, and says what it would', async () => {
  const id = await repository.draft('v0.1.0');
  const report = await runRecord(repository, {
    tag: 'v0.1.0',
    'github-releases': `v0.1.0=${id}`,
    'dry-run': 'true',
    ...undone,
  });
  expect(report).toMatchObject({ outcome: 'recorded', reason: 'dry-run' });
  expect(report.lines).toEqual([
    'would write: GitHub Deployment: failure.',
    'would write: Issue: opened.',
    'would write: GitHub Release v0.1.0: marked as rolled-back, stays a draft.',
  ]);
  const { releases, deployments, issues } = await repository.dump();
  expect([releases[0]?.name, deployments, issues]).toEqual(['v0.1.0', [], []]);
});

it('what one right is missing for keeps nothing else from being written, and all of it is told at once', async () => {
  const { token } = await repository.standIn.admin.createUser('tri', { [name]: 'triage' });
  await repository.tag('v0.2.0');
  await repository.create('v0.2.0', { name: 'v0.2.0' });
  const failed = runRecord(repository, { tag: 'v0.2.0', 'github-token': token, ...undone });
  await expect(failed).rejects.toMatchObject({
    parts: {
      reason: 'github-permission',
      what: expect.stringMatching(/^2 parts of the record.*deployment.*release v0\.2\.0/),
      problems: [
        { next: expect.stringContaining('deployments: write') },
        { next: expect.stringContaining('contents: write') },
      ],
      outputs: { state: 'rolled-back', deployment: '', issue: '1' },
    },
  });
  expect((await repository.dump()).issues).toMatchObject([{ number: 1, state: 'open' }]);
});

it('speaks to the runner as a process: outputs, summary, exit code', async () => {
  const id = await repository.draft('v0.3.0');
  const files = { GITHUB_OUTPUT: 'output', GITHUB_STEP_SUMMARY: 'summary' };
  const paths = Object.entries(files).map(([key, file]) => [key, join(repository.standIn.dir, file)]);
  for (const [, path] of paths) writeFileSync(path ?? '', '');
  const inputs = { tag: 'v0.3.0', 'github-releases': `v0.3.0=${id}`, 'deploy-outcome': 'unchanged' };
  const env = { ...stepEnvironment(repository, inputs), ...Object.fromEntries(paths) };
  const main = join(import.meta.dirname, '../src/main.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [main], { env });
  const [output = '', summary = ''] = paths.map(([, path]) => readFileSync(path ?? '', 'utf8'));
  expect(stdout).toContain('GitHub Release v0.3.0: published.');
  expect(output).toMatch(/release-url<<(\S+)\nhttp\S+\/releases\/tag\/v0\.3\.0\n\1/);
  expect(summary).toContain('GitHub Release `v0.3.0`: published.');
  expect((await repository.releases('v0.3.0'))[0]).toMatchObject({ draft: false });
});
