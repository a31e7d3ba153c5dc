import { expect, it } from 'vitest';
import { useGitHub } from './support/github.ts';
import { runVersion } from './support/run-version.ts';

const github = useGitHub();

it.each([
  ['goes straight to production by default', '', {}, ''],
  ['passes staging first, when the app is critical', 'criticality: high', {}, 'staging'],
  [
    'passes the one that the configuration names',
    'criticality: high\nenvironments: { trial: {} }',
    {},
    'trial',
  ],
  ['goes straight to staging itself', 'criticality: high', { environment: 'staging' }, ''],
])('a release %s', async (_name, config, inputs, staging) => {
  const origin = await github.repository();
  const sha = origin.commit('feat: begin', { 'workaday.yml': `${config}\n` });
  expect(await runVersion(origin, sha, { inputs })).toMatchObject({
    outcome: 'released',
    outputs: { staging },
  });
});
