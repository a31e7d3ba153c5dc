import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStandIn } from '@workaday/testbed';

/** A repository with people of several roles, at a GitHub of its own. */
export interface People {
  /** Inputs and environment of a step that this person has started. */
  as(login: string): { inputs: { 'github-token': string }; env: Record<string, string> };
  /** What was asked of GitHub and is not in its description. */
  violations(): Promise<readonly unknown[]>;
  stop(): Promise<void>;
}

const repository = 'your-org/shop';
export const roles = { ada: 'admin', mia: 'maintain', wim: 'write', tina: 'triage', rob: 'read' } as const;

/** @param config `workaday.yml` of the default branch */
export async function createPeople(config: string): Promise<People> {
  const { addresses, admin, stop } = await startStandIn();
  await admin.createRepository(repository);
  const tokens = new Map<string, string>();
  for (const [login, role] of Object.entries(roles)) {
    tokens.set(login, (await admin.createUser(login, { [repository]: role })).token);
  }
  await push(addresses.serverUrl, tokens.get('ada') ?? '', config);
  return {
    as: (login) => ({
      inputs: { 'github-token': tokens.get('ada') ?? '' },
      env: {
        GITHUB_API_URL: addresses.apiUrl,
        GITHUB_SERVER_URL: addresses.serverUrl,
        GITHUB_REPOSITORY: repository,
        GITHUB_ACTOR: 'ada',
        GITHUB_TRIGGERING_ACTOR: login,
      },
    }),
    violations: () => admin.violations(),
    stop,
  };
}

async function push(serverUrl: string, token: string, config: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'workaday-people-'));
  const remote = new URL(`${serverUrl}/${repository}.git`);
  remote.username = 'ada';
  remote.password = token;
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], {
      cwd: folder,
      env: { ...process.env, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
    });
  git('init', '--quiet', '--initial-branch=main');
  await writeFile(join(folder, 'workaday.yml'), config);
  git('add', '.');
  git('commit', '--quiet', '--message=feat: ground');
  git('push', '--quiet', remote.href, 'main');
  await rm(folder, { recursive: true });
}
