import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorMessage, Failure, type OidcTokens, oidcTokens } from '@workaday/core';
import { nodeClock, nodeHttp } from '@workaday/core/node';
import { connect } from '@workaday/kubernetes';
import {
  type AppNamespace,
  type Claims,
  createAppNamespace,
  type JwtAuthenticator,
  type LoneStandIn,
  OidcProvider,
  startStandIn,
  trustIssuers,
} from '@workaday/testbed';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { parse, stringify } from 'yaml';

const authentication = process.env['WORKADAY_AUTHENTICATION'] ?? '';
const audience = 'https://production.example.org';
const job: Claims = {
  sub: 'repo:acme/shop:environment:production',
  repository: 'acme/shop',
  repository_owner: 'acme',
  repository_owner_id: '1234',
  environment: 'production',
  ref: 'refs/heads/main',
  job_workflow_ref: 'your-org/workaday/.github/workflows/ship.yml@refs/tags/v1',
};

/** What the page for readers tells them to write, for another issuer. */
function documented(issuer: { url: string; ca: string }): JwtAuthenticator[] {
  const page = readFileSync(join(import.meta.dirname, '../../AUTHENTICATION.md'), 'utf8');
  const yaml = /```yaml\n( *apiVersion: apiserver[\s\S]*?)\n *```/.exec(page)?.[1] ?? '';
  const { jwt } = parse(yaml) as { jwt: { issuer: object }[] };
  return jwt.map((one) => ({
    ...one,
    issuer: { ...one.issuer, url: issuer.url, certificateAuthority: issuer.ca },
  }));
}

/** The example of the foundation, in another namespace. */
function roleBinding(namespace: string): object {
  const folder = join(import.meta.dirname, '../../../../examples/foundation');
  const text = readFileSync(join(folder, 'deployer-oidc.yaml'), 'utf8').replaceAll('ORG/REPO', 'acme/shop');
  const binding = parse(text) as { metadata: object };
  return { ...binding, metadata: { ...binding.metadata, namespace } };
}

// A cluster that was given, or that kind made, trusts whom its owner chose.
describe.skipIf(authentication === '')('GitHub’s identity token is the credential', () => {
  let standIn: LoneStandIn;
  let world: AppNamespace;
  /** Cluster and context; no secret. */
  let kubeconfig: string;
  const masked: string[] = [];

  beforeAll(async () => {
    [standIn, world] = await Promise.all([startStandIn(), createAppNamespace('identity')]);
    const { contexts, users, ...rest } = parse(world.kubeconfig);
    kubeconfig = stringify({
      ...rest,
      contexts: [{ ...contexts[0], context: { cluster: contexts[0].context.cluster } }],
    });
    await world.admin.request({
      method: 'POST',
      path: `/apis/rbac.authorization.k8s.io/v1/namespaces/${world.namespace}/rolebindings`,
      body: roleBinding(world.namespace),
    });
    trustIssuers(authentication, documented(standIn.addresses.issuer));
    await vi.waitFor(async () => expect(await attempt(job)).toBe('welcome'), {
      timeout: 120_000,
      interval: 1000,
    });
  });
  afterAll(async () => {
    trustIssuers(authentication, []);
    await Promise.all([standIn?.stop(), world?.remove()]);
  });

  const tokensOf = async (claims: Claims): Promise<OidcTokens> =>
    oidcTokens(await standIn.admin.identityOf(claims), {
      http: nodeHttp,
      clock: nodeClock,
      mask: (secret) => masked.push(secret),
    });

  async function attempt(claims: Claims, wanted = audience): Promise<string> {
    const options = { clock: nodeClock, audience: wanted, tokens: await tokensOf(claims) };
    try {
      (await connect(kubeconfig, options)).close();
      return 'welcome';
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const { reason, what, why, next, evidence } = error.parts;
      return [reason, what, why, next, evidence].join('\n');
    }
  }

  test('it has the rights of its RoleBinding, and nothing of it is kept', async () => {
    const tokens = await tokensOf(job);
    const cluster = await connect(kubeconfig, { clock: nodeClock, audience, tokens });
    onTestFinished(() => cluster.close());
    const configMaps = `/api/v1/namespaces/${world.namespace}/configmaps`;
    const body = { metadata: { name: 'by-github' }, data: { a: 'b' } };
    expect(await cluster.request({ method: 'POST', path: configMaps, body })).toMatchObject(body);
    const elsewhere = cluster.request({ method: 'GET', path: '/api/v1/namespaces/default/configmaps/a' });
    await expect(elsewhere).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining('#repo:acme/shop:environment:production'),
    });
    expect(masked.at(-1)).toMatch(/^eyJ/);
  });

  test.each<[string, Claims, string, RegExp[]]>([
    ['another audience', job, 'https://staging.example.org', [/audience "https:\/\/staging\.example\.org"/]],
    ['another owner', { ...job, repository_owner_id: '666' }, audience, [/repository_owner_id: 666/]],
    ['another branch', { ...job, ref: 'refs/heads/feature' }, audience, [/ref: refs\/heads\/feature/]],
    ['no environment', { ...job, environment: '' }, audience, [/subject "repo:acme/]],
    [
      'a workflow of its own',
      { ...job, job_workflow_ref: 'acme/shop/x.yml@main' },
      audience,
      [/acme\/shop\/x/],
    ],
  ])('%s is refused, and the message says what GitHub said', async (_, claims, wanted, expected) => {
    const said = await attempt(claims, wanted);
    expect(said).toMatch(/^unauthorized\nthe cluster at .* does not accept GitHub's identity token/);
    for (const pattern of [
      /issuer https:\/\/127\.0\.0\.1:\d+\/_services\/token/,
      /AUTHENTICATION\.md/,
      ...expected,
    ])
      expect(said).toMatch(pattern);
    expect(said).not.toMatch(/eyJ/);
  });

  test('one that has ended is asked for anew', async () => {
    const { serverUrl, issuer } = standIn.addresses;
    const provider = new OidcProvider(serverUrl, standIn.dir, new URL(issuer.url).origin);
    const tokens = await tokensOf(job);
    let asked = 0;
    const aging: OidcTokens = {
      available: true,
      async request(wanted) {
        asked += 1;
        return asked === 1
          ? provider.token(job, wanted, Math.floor(Date.now() / 1000) - 3600)
          : tokens.request(wanted);
      },
    };
    (await connect(kubeconfig, { clock: nodeClock, audience, tokens: aging })).close();
    expect(asked).toBe(2);
  });

  test('a job without the permission is told which', async () => {
    const tokens = oidcTokens({}, { http: nodeHttp, clock: nodeClock, mask: () => undefined });
    const refused = await connect(kubeconfig, { clock: nodeClock, audience, tokens }).catch(errorMessage);
    expect(refused).toContain('may not have');
  });
});
