import { describe, expect, it } from 'vitest';
import { holderOf, readRunContext } from '../src/github/context.ts';

const least = {
  GITHUB_REPOSITORY: 'acme/shop',
  GITHUB_SHA: 'c0ffee'.padEnd(40, '0'),
  GITHUB_REF: 'refs/heads/main',
  GITHUB_WORKSPACE: '/work',
  GITHUB_RUN_ID: '7',
};

describe('readRunContext', () => {
  it('knows the repository by its number and the workflow by its file', () => {
    const workflow = 'acme/shop/.github/workflows/ship.yml@refs/heads/main';
    expect(
      readRunContext({ ...least, GITHUB_REPOSITORY_ID: '42', GITHUB_WORKFLOW_REF: workflow }),
    ).toMatchObject({ repositoryId: '42', workflowRef: workflow });
  });

  it('does without what older servers do not tell', () => {
    expect(readRunContext(least)).toMatchObject({
      repositoryId: '',
      workflowRef: '',
      event: 'push',
      eventPath: '',
      serverUrl: 'https://github.com',
      runUrl: 'https://github.com/acme/shop/actions/runs/7',
    });
  });

  it('names every variable that is missing at once', () => {
    expect(() => readRunContext({ GITHUB_SHA: '1' })).toThrow(
      'the environment has no GITHUB_REPOSITORY, GITHUB_REF, GITHUB_WORKSPACE, GITHUB_RUN_ID',
    );
  });
});

it('two repositories are two holders of a lease, though their runs have one number', () => {
  const holders = ['acme/shop', 'acme/store'].map((repository) =>
    holderOf(readRunContext({ ...least, GITHUB_REPOSITORY: repository })),
  );
  expect(holders).toEqual(['acme/shop/7', 'acme/store/7']);
});
