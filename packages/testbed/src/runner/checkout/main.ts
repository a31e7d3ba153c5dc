import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { fetchPlan } from './fetch-plan.ts';

const env = process.env as Record<string, string>;
const input = (name: string) => env[`INPUT_${name.toUpperCase()}`] ?? '';
const server = new URL(env['GITHUB_SERVER_URL'] as string);
const folder = resolve(env['GITHUB_WORKSPACE'] as string, input('path'));
const header = `http.${server.origin}/.extraheader`;
const authorization = `AUTHORIZATION: basic ${Buffer.from(`x-access-token:${input('token')}`).toString('base64')}`;

/** The token goes by environment, never by argument. */
const gitEnv = { ...env, GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: header, GIT_CONFIG_VALUE_0: authorization };
const git = (...args: string[]) =>
  execFileSync('git', args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: gitEnv,
    encoding: 'utf8',
  }).trim();

if (input('token') === '') throw new Error('Input required and not supplied: token');
const plan = fetchPlan({
  repository: input('repository'),
  ref: input('ref'),
  depth: Number(input('fetch-depth')),
  tags: input('fetch-tags') === 'true',
  filter: input('filter'),
  run: {
    repository: env['GITHUB_REPOSITORY'] ?? '',
    ref: env['GITHUB_REF'] ?? '',
    sha: env['GITHUB_SHA'] ?? '',
  },
});
rmSync(resolve(folder, '.git'), { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
git('init', '--quiet', '--initial-branch=main');
git('remote', 'add', 'origin', `${server.origin}/${input('repository')}`);
git('fetch', '--quiet', '--no-tags', ...plan.options, 'origin', ...plan.refspecs);
const target =
  plan.checkout.at(-1) === 'FETCH_HEAD'
    ? [...plan.checkout.slice(0, -1), git('rev-parse', 'FETCH_HEAD^{commit}')]
    : plan.checkout;
git('checkout', '--quiet', '--force', ...target);
if (input('persist-credentials') === 'true')
  appendFileSync(
    resolve(folder, '.git/config'),
    `[http "${server.origin}/"]\n\textraheader = ${authorization}\n`,
  );

const commit = git('rev-parse', 'HEAD');
appendFileSync(env['GITHUB_OUTPUT'] as string, `commit=${commit}\nref=${input('ref')}\n`);
appendFileSync(env['GITHUB_STATE'] as string, `folder=${folder}\nheader=${header}\n`);
console.log(`Checked out ${input('repository')} at ${commit} (fetch-depth ${input('fetch-depth')}).`);
