import { parseConfig } from '@workaday/core';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { atGitHub, contentOf, planOf } from './folders.ts';

const site = { 'index.html': '' };
const node = { 'package.json': '{}', 'server.js': "if (request.url === '/healthz') {}; server.listen(3000)" };

describe('the plan', () => {
  it('has every file, each with a reason', () => {
    const plan = planOf(site);
    expect(plan.files.map(({ path }) => path)).toEqual([
      '.github/workflows/ship.yml',
      '.github/workflows/rollback.yml',
      '.github/workflows/lock.yml',
      'workaday.yml',
      'Dockerfile',
      '.dockerignore',
      'k8s/deployment.yaml',
      'k8s/service.yaml',
    ]);
    for (const { why } of plan.files) expect(why.join('')).not.toBe('');
  });

  it('names the organisation of the mirror: as said, else the owner of the remote, else one to replace', () => {
    const uses = (org: string) => `uses: ${org}/workaday/.github/workflows/ship.yml@v1`;
    const ship = '.github/workflows/ship.yml';
    expect(contentOf(planOf(site, { org: 'mirror' }), ship)).toContain(uses('mirror'));
    expect(contentOf(planOf(site), ship)).toContain(uses('acme'));
    expect(contentOf(planOf(site, {}, 'none'), ship)).toContain(uses('your-org'));
  });

  it('starts on the default branch of the repository', () => {
    const master = { ...atGitHub, defaultBranch: 'master' };
    expect(contentOf(planOf(site, {}, master), '.github/workflows/ship.yml')).toContain('branches: [master]');
    const odd = { ...atGitHub, defaultBranch: 'a], x: [b' };
    expect(contentOf(planOf(site, {}, odd), '.github/workflows/ship.yml')).toContain('branches: [main]');
  });

  it.each([
    ['the repository says the name', {}, atGitHub, undefined],
    ['another name is asked for', { app: 'store' }, atGitHub, 'store'],
    ['the same name is asked for', { app: 'shop' }, atGitHub, undefined],
    ['there is no remote', {}, 'none' as const, 'shop'],
    ['the folder is a part of a repository', {}, { ...atGitHub, isTop: false }, 'shop'],
  ])('names the app in workaday.yml only where nothing else does: %s', (_, options, git, app) => {
    const plan = planOf(site, options, git);
    expect(parseConfig(contentOf(plan, 'workaday.yml'), 'workaday.yml').app).toBe(app);
    expect(contentOf(plan, 'k8s/service.yaml')).toContain(`name: ${plan.app}`);
  });

  it('has checks where a health path was found', () => {
    const { checks } = parseConfig(contentOf(planOf(node), 'workaday.yml'), 'workaday.yml');
    expect(checks).toMatchObject([{ path: '/' }, { path: '/healthz' }]);
    expect(parseConfig(contentOf(planOf(site), 'workaday.yml'), 'workaday.yml').checks).toBeUndefined();
  });

  it('warns of an app that does not hear SIGTERM', () => {
    expect(planOf(node).warnings.join()).toMatch(/SIGTERM/);
    const hears = { ...node, 'stop.js': "process.on('SIGTERM', end)" };
    expect(planOf(hears).warnings).toEqual([]);
  });
});

describe('what is there', () => {
  const own = { Dockerfile: 'FROM node:24-slim\nUSER 1001\nEXPOSE 3001\nCMD ["node", "x.js"]\n' };

  it('is taken as it is: a Dockerfile, with its port and user', () => {
    const plan = planOf({ ...node, ...own });
    const states = Object.fromEntries(plan.files.map(({ path, state }) => [path, state]));
    expect(states).toMatchObject({ Dockerfile: 'kept', 'k8s/deployment.yaml': 'missing' });
    expect(states).not.toHaveProperty('.dockerignore');
    const deployment = contentOf(plan, 'k8s/deployment.yaml');
    expect(deployment).toContain('containerPort: 3001');
    expect(deployment).toContain('runAsUser: 1001');
  });

  it('is taken as it is: manifests of any name', () => {
    const plan = planOf({ ...site, 'deploy/app.yml': '' });
    expect(
      plan.files.filter(({ path }) => /\.ya?ml$/.test(path) && !path.startsWith('.github')),
    ).toMatchObject([{ path: 'workaday.yml' }]);
    expect(plan.files.at(-1)).toMatchObject({ path: 'deploy/', state: 'kept' });
  });

  it('is taken as it is: several Dockerfiles, each a service', () => {
    const plan = planOf({
      'services/api/Dockerfile': own.Dockerfile,
      'services/web/Dockerfile': own.Dockerfile,
    });
    expect(parseConfig(contentOf(plan, 'workaday.yml'), 'workaday.yml').services).toEqual({
      api: { context: 'services/api' },
      web: { context: 'services/web' },
    });
    expect(contentOf(plan, '.github/workflows/ship.yml')).toContain("tags: ['**/v*.*.*']");
    expect(parseAllDocuments(contentOf(plan, 'k8s/api.yaml')).map((one) => one.get('kind'))).toEqual([
      'Deployment',
      'Service',
    ]);
  });

  it.each([
    [{ 'a/x/Dockerfile': '', 'b/x/Dockerfile': '' }, /two Dockerfiles would be the service x/],
    [{ 'A_b/Dockerfile': '', 'c/Dockerfile': '' }, /is no name for a service/],
    [{ 'workaday.yml': 'services: { a: {}, b: {} }' }, /the service a of workaday.yml has no Dockerfile/],
    [{ ...site, 'workaday.yml': 'colour: red' }, /colour is not a key of workaday.yml/],
  ])('is refused where it cannot be meant: %j', (files, what) => {
    expect(() => planOf(files)).toThrow(what);
  });

  it('may be replaced where that was said', () => {
    const plan = planOf(
      { ...site, ...own, 'k8s/service.yaml': '' },
      { overwrite: ['Dockerfile', 'k8s/service.yaml'] },
    );
    const states = Object.fromEntries(plan.files.map(({ path, state }) => [path, state]));
    expect(states).toMatchObject({ Dockerfile: 'differs', 'k8s/service.yaml': 'differs', 'k8s/': 'kept' });
    expect(contentOf(plan, 'Dockerfile')).toContain('nginx');
  });
});

describe('the Deployment', () => {
  const deployment = parseAllDocuments(contentOf(planOf(node), 'k8s/deployment.yaml'))[0]?.toJS();
  const pod = deployment.spec.template.spec;
  const [container] = pod.containers;

  it('says all that the restricted Pod Security Standard asks for', () => {
    expect(pod.securityContext).toEqual({
      runAsNonRoot: true,
      runAsUser: 1000,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  it('loses no request to a deploy', () => {
    expect(deployment.spec).toMatchObject({
      replicas: 2,
      strategy: { rollingUpdate: { maxUnavailable: 0 } },
    });
    expect(container.readinessProbe.httpGet).toEqual({ path: '/healthz', port: 'http' });
    const pause = container.lifecycle.preStop.sleep.seconds;
    expect(pause).toBeGreaterThan(0);
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(pause);
  });

  it('says what the app uses', () => {
    expect(container.ports).toEqual([{ name: 'http', containerPort: 3000 }]);
    expect(container.resources).toEqual({
      requests: { cpu: '50m', memory: '64Mi' },
      limits: { memory: '256Mi' },
    });
    expect(container.env).toBeUndefined();
  });
});
