import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeExec } from '@workaday/core/node';
import { run } from '@workaday/testbed';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { bundleCli } from '../../src/bundle/bundle-cli.ts';
import { repositoryRoot } from '../../src/repository.ts';
import { outputs, type Shipping, startShipping, told } from './shipping.ts';

const testbed = inject('testbed');
const kubectl = join(testbed.bin, 'kubectl');
const work = mkdtempSync(join(tmpdir(), 'workaday-init-'));
const cli = join(work, 'cli/workaday.mjs');

beforeAll(() => bundleCli(join(work, 'cli')));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const plainNode = {
  'package.json': JSON.stringify({ name: 'plain-node', private: true, scripts: { start: 'node server.js' } }),
  'server.js': `require('node:http')
  .createServer((request, response) => response.end('Hello from plain Node\\n'))
  .listen(3000);
`,
};

/** The source of each app and nothing else: no workflow, no Dockerfile, no manifest. */
const apps: Record<string, { source: (folder: string) => void; says: string }> = {
  'go-service': { source: copied('go-service', ['go.mod', 'main.go']), says: 'Hello from Go' },
  'python-service': {
    source: copied('python-service', ['app.py', '.python-version']),
    says: 'Hello from Python',
  },
  'static-site': {
    source: copied('static-site', ['index.html', 'style.css']),
    says: 'Hello from a static site',
  },
  'plain-node': {
    source: (folder) => {
      for (const [name, text] of Object.entries(plainNode)) writeFileSync(join(folder, name), text);
    },
    says: 'Hello from plain Node',
  },
};

function copied(example: string, files: readonly string[]) {
  return (folder: string) => {
    for (const file of files) cpSync(join(repositoryRoot, 'examples', example, file), join(folder, file));
  };
}

/** A clone as its owner has it before they adopt Workaday, and `init` run in it. */
async function adopted(app: string): Promise<string> {
  const folder = join(work, app);
  mkdirSync(folder);
  apps[app]?.source(folder);
  await run('git', ['init', '--quiet', '--initial-branch=main'], { cwd: folder });
  await run('git', ['remote', 'add', 'origin', `https://github.com/acme/${app}.git`], { cwd: folder });
  await run(process.execPath, [cli, 'init', '--yes', '--org', 'your-org'], { cwd: folder });
  const ship = join(folder, '.github/workflows/ship.yml');
  const strict = readFileSync(ship, 'utf8').replace('    with:', '    with:\n      fit: strict');
  expect(strict).toContain('fit: strict');
  writeFileSync(ship, strict);
  return folder;
}

describe.each(Object.keys(apps))('%s, with what init wrote', (app) => {
  let shipping: Shipping;
  afterAll(() => shipping?.stage.clear());

  it('passes the strict fit, goes to production under the restricted Pod Security Standard, is verified, and answers', async () => {
    shipping = await startShipping(testbed, await adopted(app), `acme/${app}`);
    const cluster = (...args: string[]) =>
      run(kubectl, ['--kubeconfig', testbed.cluster.kubeconfig, ...args]);
    await cluster(
      ...['label', 'namespace', app, '--overwrite', 'pod-security.kubernetes.io/enforce=restricted'],
    );
    const ended = await shipping.first();
    expect(ended.conclusion, told(ended)).toBe('success');
    expect(outputs(ended, 'deploy')).toMatchObject({ 'smoke-outcome': 'verified', verdict: 'keep' });
    expect(await shipping.releases()).toMatchObject([{ number: 1, state: 'verified' }]);
    const page = await cluster(...['get', '--raw', `/api/v1/namespaces/${app}/services/${app}:http/proxy/`]);
    expect(page).toContain(apps[app]?.says);
  });

  it('has nothing left to do, as doctor says with the credential of the deployer', async () => {
    const { admin, repository } = shipping.stage;
    await admin.setBranchRule(repository, 'production', ['main']);
    const deployer = join(work, `${app}.kubeconfig`);
    writeFileSync(deployer, await credentialOf(app), { mode: 0o600 });
    const found = await doctor(shipping, deployer);
    expect(found.findings.filter(({ level }) => level !== 'ok')).toEqual([]);
    expect(found.exitCode).toBe(0);
    expect(found.findings.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['environment-branches', 'registry', 'cluster', 'credential']),
    );
  });

  it('has a problem, as doctor says with the credential of an administrator', async () => {
    const found = await doctor(shipping, testbed.cluster.kubeconfig);
    expect(found.exitCode).toBe(1);
    expect(found.findings.filter(({ level }) => level !== 'ok')).toMatchObject([
      {
        id: 'credential',
        level: 'problem',
        what: expect.stringContaining('may do more than a deploy should'),
      },
    ]);
  });
});

/** The deployer's kubeconfig, made as the foundation says. */
function credentialOf(namespace: string): Promise<string> {
  const script = join(repositoryRoot, 'examples/foundation/credential.sh');
  const env = {
    ...process.env,
    KUBECONFIG: testbed.cluster.kubeconfig,
    PATH: `${testbed.bin}:${process.env.PATH}`,
  };
  return run('sh', [script, namespace, '1h'], { env });
}

interface Found {
  exitCode: number;
  findings: { id: string; level: string; what: string }[];
}

/** `doctor` in the clone of a shipped app, with a token of somebody who administers the repository. */
async function doctor({ stage }: Shipping, kubeconfig: string): Promise<Found> {
  const { token } = await stage.admin.createUser('ada');
  const env = {
    ...(process.env as Record<string, string>),
    GITHUB_TOKEN: token,
    GITHUB_API_URL: testbed.github?.apiUrl ?? '',
  };
  const args = [cli, 'doctor', '--json', '--kubeconfig', kubeconfig];
  const { exitCode, stdout } = await nodeExec(process.execPath, args, { cwd: stage.app.folder, env });
  return { exitCode, findings: JSON.parse(stdout).findings };
}
