import { errorMessage, Failure, type OidcTokens, oidcTokens } from '@workaday/core';
import { nodeClock, nodeHttp } from '@workaday/core/node';
import {
  type AppNamespace,
  type Claims,
  createAppNamespace,
  type LoneStandIn,
  OidcProvider,
  startStandIn,
  trustIssuers,
} from '@workaday/testbed';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import { connect } from '../../src/transport/connect.ts';

const authentication = process.env['WORKADAY_AUTHENTICATION'] ?? '';
const audience = 'https://production.example.org';
const job: Claims = {
  sub: 'repo:acme/shop:environment:production',
  repository: 'acme/shop',
  repository_owner: 'acme',
  environment: 'production',
  ref: 'refs/heads/main',
  workflow_ref: 'acme/shop/.github/workflows/ship.yml@refs/heads/main',
};

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
      body: {
        metadata: { name: 'github' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'workaday-deploy' },
        subjects: [
          { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'github:acme/shop:production' },
        ],
      },
    });
    const { url, ca } = standIn.addresses.issuer;
    trustIssuers(authentication, [
      {
        issuer: { url, certificateAuthority: ca, audiences: [audience] },
        claimMappings: {
          username: { expression: "'github:' + claims.repository + ':' + claims.environment" },
        },
        claimValidationRules: [
          { claim: 'repository_owner', requiredValue: 'acme' },
          {
            expression: "claims.?environment.orValue('') != ''",
            message: 'the job must name an environment',
          },
          {
            expression: "claims.ref == 'refs/heads/main' || claims.ref.startsWith('refs/tags/v')",
            message: 'only main and release tags deploy',
          },
        ],
      },
    ]);
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
      message: expect.stringContaining('"github:acme/shop:production"'),
    });
    expect(masked.at(-1)).toMatch(/^eyJ/);
  });

  test.each<[string, Claims, string, RegExp[]]>([
    ['another audience', job, 'https://staging.example.org', [/audience "https:\/\/staging\.example\.org"/]],
    [
      'another owner',
      { ...job, repository_owner: 'evil', sub: 'repo:evil/shop:ref:x' },
      audience,
      [/evil\/shop/],
    ],
    ['another branch', { ...job, ref: 'refs/heads/feature' }, audience, [/ref: refs\/heads\/feature/]],
    ['no environment', { ...job, environment: '' }, audience, [/subject/]],
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
