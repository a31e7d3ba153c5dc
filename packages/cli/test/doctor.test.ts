import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, resolveConfig } from '@workaday/core';
import { describe, expect, it } from 'vitest';
import { judge } from '../src/doctor/checks/all.ts';
import type { DoctorFacts, GitHubFacts } from '../src/doctor/facts.ts';
import { type Finding, known } from '../src/doctor/finding.ts';
import { doctorText } from '../src/doctor/tell.ts';
import { unasked, wellFacts } from './doctor-facts.ts';
import { atGitHub } from './folders.ts';

const shipFile = '.github/workflows/ship.yml';
const shipText = wellFacts.workflows.get(shipFile) ?? '';

function ship(change: (text: string) => string): Partial<DoctorFacts> {
  const changed = change(shipText);
  expect(changed, 'the change found its place').not.toBe(shipText);
  return { workflows: new Map([...wellFacts.workflows, [shipFile, changed]]) };
}

const github = (change: Partial<GitHubFacts>): Partial<DoctorFacts> => ({
  github: { ...wellFacts.github, ...change },
});
const dockerfile = (text: string, hasIgnoreFile = true): Partial<DoctorFacts> => ({
  images: [{ service: 'shop', path: 'Dockerfile', dockerfile: text, hasIgnoreFile }],
});
const rights = (raw: object): Partial<DoctorFacts> => ({
  config: resolveConfig({ rights: raw }, { repository: 'acme/shop', manifestFolders: ['k8s'] }),
});
const failure = (reason: string) => new Failure({ reason, what: 'it is so', next: 'Change it.' });
const start = 'USER 1000\nCMD ["node", "x.js"]\n';
const withTeams = { lock: { teams: ['on-call'] } };
const onlyOn = (trigger: string) =>
  ship((text) => text.replace(/on:[\s\S]*(?=permissions: \{\}\n)/, `on: ${trigger}\n`));
const secrets = / {4}secrets:\n.*\n/;

/** Facts with one thing changed, and the finding that says so. */
const cases: [string, () => Partial<DoctorFacts>, string, Finding['level'], RegExp][] = [
  ['no repository', () => ({ git: undefined }), 'git-remote', 'problem', /no git repository/],
  ['no remote', () => ({ git: { ...atGitHub, origin: undefined } }), 'git-remote', 'problem', /no remote/],
  ['a part of one', () => ({ git: { ...atGitHub, isTop: false } }), 'git-remote', 'problem', /only a part/],
  ['a broken configuration', () => ({ config: failure('bad-config') }), 'config', 'problem', /it is so/],
  [
    'a workflow twice the same',
    () => ship((text) => `${text}    with: {}\n`),
    'workflow-syntax',
    'problem',
    /unique/,
  ],
  ['no workflow', () => ({ workflows: new Map() }), 'ship-workflow', 'problem', /No workflow calls/],
  [
    'two of them',
    () => ({ workflows: new Map([...wellFacts.workflows, ['b.yml', shipText]]) }),
    'ship-workflow',
    'warning',
    /2 jobs/,
  ],
  ['a branch', () => ship((text) => text.replace('@v1', '@main')), 'workflow-pinned', 'problem', /at main/],
  [
    'any branch',
    () => ship((text) => text.replace('[main]', "['**']")),
    'ship-triggers',
    'problem',
    /any branch/,
  ],
  ['no filter', () => onlyOn('push'), 'ship-triggers', 'problem', /any branch/],
  [
    'another branch',
    () => ship((text) => text.replace('[main]', '[master]')),
    'ship-triggers',
    'problem',
    /default branch is main/,
  ],
  [
    'no tags',
    () => ship((text) => text.replace(", tags: ['v*.*.*']", '')),
    'ship-triggers',
    'warning',
    /version tags/,
  ],
  [
    'pull requests',
    () => ship((text) => text.replace('on:', 'on:\n  pull_request: {}')),
    'ship-triggers',
    'problem',
    /pull_request/,
  ],
  ['no push', () => onlyOn('workflow_dispatch'), 'ship-triggers', 'problem', /not start on a push/],
  [
    'too few permissions',
    () => ship((text) => text.replace('issues: write, ', '')),
    'ship-permissions',
    'problem',
    /lacks issues: write/,
  ],
  [
    'less of one',
    () => ship((text) => text.replace('contents: write', 'contents: read')),
    'ship-permissions',
    'problem',
    /lacks contents: write/,
  ],
  [
    'too many',
    () => ship((text) => text.replace('{ contents', '{ actions: write, contents')),
    'ship-permissions',
    'warning',
    /gives actions: write/,
  ],
  [
    'all',
    () => ship((text) => text.replace(/permissions: \{ .*/, 'permissions: write-all')),
    'ship-permissions',
    'problem',
    /write-all/,
  ],
  [
    'all secrets',
    () => ship((text) => text.replace(secrets, '    secrets: inherit\n')),
    'ship-secret',
    'problem',
    /inherit/,
  ],
  [
    'no secret',
    () => ship((text) => text.replace(secrets, '')),
    'ship-secret',
    'problem',
    /hands on no secret/,
  ],
  [
    'another secret',
    () => ship((text) => text.replace('secrets.KUBECONFIG', 'secrets.PROD')),
    'ship-secret',
    'problem',
    /something else/,
  ],
  [
    'no way back',
    () => ({ workflows: new Map([[shipFile, shipText]]) }),
    'rollback-form',
    'warning',
    /no form to go back/,
  ],
  [
    'no lock',
    () => ({ workflows: new Map([[shipFile, shipText]]) }),
    'lock-form',
    'warning',
    /no form to stop/,
  ],
  ['nobody’s right', () => rights({ lock: {} }), 'rights-holders', 'problem', /Nobody has the right `lock`/],
  [
    'a person who is gone',
    () => rights({ lock: { people: ['ada'] } }),
    'rights-people',
    'problem',
    /ada has a right/,
  ],
  [
    'an unknown person',
    () => ({ ...rights({ lock: { people: ['ada'] } }), ...github({ roles: unasked }) }),
    'rights-people',
    'unknown',
    /ada/,
  ],
  [
    'a reader',
    () => ({ ...rights({ lock: { people: ['ada'] } }), ...github({ roles: known({ ada: 'read' }) }) }),
    'rights-people',
    'warning',
    /role read/,
  ],
  ['teams without a token', () => rights(withTeams), 'rights-teams', 'problem', /on-call/],
  [
    'teams with a token of unknown place',
    () => ({ ...rights(withTeams), ...ship((text) => `${text}      TEAMS_TOKEN: x\n`) }),
    'rights-teams',
    'unknown',
    /TEAMS_TOKEN/,
  ],
  [
    'another environment',
    () => ({ environment: 'test' }),
    'environment-name',
    'problem',
    /no environment test/,
  ],
  [
    'no Dockerfile',
    () => ({ images: [{ service: 'shop', path: 'Dockerfile', dockerfile: undefined, hasIgnoreFile: true }] }),
    'dockerfile',
    'problem',
    /no Dockerfile/,
  ],
  ['root', () => dockerfile('FROM node:24\nCMD ["node", "x"]'), 'fit-user', 'warning', /no USER/],
  [
    'a build’s user',
    () => dockerfile('FROM node:24 AS a\nUSER 1000\nFROM node:24\nCMD ["x"]'),
    'fit-user',
    'warning',
    /no USER/,
  ],
  [
    'a name for a user',
    () => dockerfile('FROM node:24\nUSER node\nCMD ["x"]'),
    'fit-user',
    'warning',
    /USER node/,
  ],
  [
    'a shell',
    () => dockerfile('FROM node:24\nUSER 1000\nCMD node x.js'),
    'fit-command',
    'warning',
    /through a shell/,
  ],
  [
    'npm',
    () => dockerfile('FROM node:24\nUSER 1000\nCMD ["npm", "start"]'),
    'fit-command',
    'warning',
    /through npm/,
  ],
  ['no version', () => dockerfile(`FROM node\n${start}`), 'fit-base', 'warning', /names no version/],
  [
    'latest',
    () => dockerfile(`FROM host:5000/node:latest\n${start}`),
    'fit-base',
    'warning',
    /names no version/,
  ],
  [
    'everything',
    () => dockerfile(`FROM node:24\nCOPY . .\n${start}`, false),
    'fit-ignore',
    'warning',
    /no .dockerignore/,
  ],
  [
    'no manifests',
    () => ({ manifests: { folder: undefined } }),
    'manifests',
    'problem',
    /no folder of manifests/,
  ],
  [
    'bad manifests',
    () => ({ manifests: { failure: failure('bad-manifest') } }),
    'manifests',
    'problem',
    /it is so/,
  ],
  [
    'an image nobody names',
    () => ({ manifests: { folder: 'k8s', objects: 1, problems: ['unused'], warnings: [] } }),
    'manifests-images',
    'problem',
    /unused/,
  ],
  [
    'no environment',
    () => github({ environment: known(undefined) }),
    'environment',
    'problem',
    /no environment production/,
  ],
  ['an unknown one', () => github({ environment: unasked }), 'environment', 'unknown', /not known/],
  [
    'every branch',
    () => github({ environment: known({ branches: 'every' }) }),
    'environment-branches',
    'problem',
    /every branch/,
  ],
  [
    'protected ones, of which there are none',
    () => github({ environment: known({ branches: 'protected' }) }),
    'environment-branches',
    'problem',
    /no branch is protected/,
  ],
  [
    'protected ones, not known',
    () => github({ environment: known({ branches: 'protected' }), protectedBranches: unasked }),
    'environment-branches',
    'unknown',
    /not known/,
  ],
  [
    'a pattern for any',
    () => github({ environment: known({ branches: 'chosen', patterns: known(['**']) }) }),
    'environment-branches',
    'problem',
    /from any/,
  ],
  [
    'a pattern for others',
    () => github({ environment: known({ branches: 'chosen', patterns: known(['release/*']) }) }),
    'environment-branches',
    'problem',
    /default branch is main/,
  ],
  [
    'no credential',
    () => github({ environmentSecrets: known(['OTHER']) }),
    'environment-secret',
    'problem',
    /no secret KUBECONFIG/,
  ],
  [
    'a credential, not known',
    () => github({ environmentSecrets: unasked }),
    'environment-secret',
    'unknown',
    /not known/,
  ],
  [
    'a secret of the repository',
    () => github({ repositorySecrets: known(['KUBECONFIG']) }),
    'repository-secret',
    'problem',
    /whole repository/,
  ],
  [
    'no registry',
    () => ({ registry: { host: 'example.com', status: known(404) } }),
    'registry',
    'problem',
    /answers 404/,
  ],
  [
    'a silent registry',
    () => ({ registry: { host: 'example.com', status: unasked } }),
    'registry',
    'unknown',
    /not known/,
  ],
  ['a silent cluster', () => ({ cluster: unasked }), 'cluster', 'unknown', /not known/],
  [
    'no cluster',
    () => ({ cluster: known({ failure: failure('cluster-unreachable') }) }),
    'cluster',
    'problem',
    /it is so/,
  ],
  [
    'too much power',
    () => ({ cluster: known({ failure: failure('over-powerful') }) }),
    'credential',
    'problem',
    /it is so/,
  ],
  [
    'a foreign kind',
    () => ({ cluster: known({ server: 'a', user: 'b', problems: ['a Namespace'] }) }),
    'manifests-ground',
    'problem',
    /a Namespace/,
  ],
];

describe('doctor', () => {
  it('finds nothing where nothing is wrong', () => {
    const findings = judge(wellFacts);
    expect(findings.filter(({ level }) => level !== 'ok')).toEqual([]);
    expect(findings.length).toBeGreaterThan(15);
    expect(doctorText(findings)).toMatch(/Ready to ship\. 0 problems/);
  });

  it.each(cases)('finds %s', (_, change, id, level, what) => {
    const found = judge({ ...wellFacts, ...change() }).filter(
      (finding) => finding.id === id && finding.level === level,
    );
    expect(found).toHaveLength(1);
    expect(found[0]?.what).toMatch(what);
    expect(found[0]?.why).not.toBe('');
    expect(found[0]?.next).not.toBe('');
  });

  it('takes OIDC for a credential: the called workflow and the environment need no secret then', () => {
    const findings = judge({
      ...wellFacts,
      ...ship((text) => text.replace(secrets, '')),
      ...github({
        environmentSecrets: known([]),
        variables: known({ WORKADAY_OIDC_AUDIENCE: 'cluster', WORKADAY_KUBECONFIG: 'x' }),
      }),
    });
    expect(findings.filter(({ level }) => level === 'problem')).toEqual([]);
  });

  it('calls nothing ready of which something is unknown', () => {
    const text = doctorText(judge({ ...wellFacts, cluster: unasked }));
    expect(text).not.toMatch(/Ready to ship/);
    expect(text).toMatch(/1 unknown/);
  });

  it('has every finding in its README', () => {
    const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
    const ids = new Set([...judge(wellFacts).map(({ id }) => id), ...cases.map(([, , id]) => id)]);
    for (const id of ids) expect(readme).toContain(`\`${id}\``);
  });
});
