import type { Release } from '@workaday/kubernetes';
import { expect } from 'vitest';
import type { Shipping } from './shipping.ts';

/**
 * Deployment, statuses, GitHub Release and issue after wim went back.
 * @param why the reason, as Markdown shows it
 */
export async function expectRollbackTold(
  { stage }: Shipping,
  left: Release | undefined,
  back: Release | undefined,
  why: string,
): Promise<void> {
  const { deployments, issues, releases } = await stage.admin.dump(stage.repository);
  const names = { app: 'web-service', release: String(left?.number), restored: String(back?.number) };
  expect(deployments[0]).toMatchObject({
    task: 'rollback',
    sha: back?.commit,
    payload: { workaday: names, version: back?.version, by: 'wim', undone: { commit: left?.commit } },
    statuses: [{ state: 'success', description: expect.stringMatching(/^wim went back from release/) }],
  });
  const undone = deployments.find(({ task, sha }) => task === 'deploy' && sha === left?.commit);
  expect(undone?.statuses.map(({ state }) => state)).toEqual(['success', 'failure']);
  expect(releases.find(({ tagName }) => tagName === `v${left?.version}`)).toMatchObject({
    name: `v${left?.version} (rolled back)`,
    prerelease: true,
  });
  expect(issues).toMatchObject([{ number: 1, state: 'open' }]);
  const body = issues[0]?.body ?? '';
  expect(body).toMatch(/\*\*wim\*\* went back by hand[\s\S]*Frozen until/);
  expect(body).toContain(`This reverts commit ${left?.commit}.`);
  expect(body).toContain(why);
}
