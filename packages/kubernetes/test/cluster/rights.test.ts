import { randomBytes } from 'node:crypto';
import { nodeClock } from '@workaday/core/node';
import { type AppNamespace, createAppNamespace } from '@workaday/testbed';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { mayWe } from '../../src/rights/ask.ts';
import { neededRights } from '../../src/rights/needed.ts';
import { reviewCredential, reviewReader } from '../../src/rights/review.ts';
import { type PolicyRule, type Right, rulesFor, rulesText } from '../../src/rights/rights.ts';
import { deployRules, planRules } from '../../src/rights/role.ts';
import type { Cluster } from '../../src/transport/cluster.ts';
import { connect } from '../../src/transport/connect.ts';
import type { Resource } from '../../src/transport/discovery.ts';

const rbac = '/apis/rbac.authorization.k8s.io/v1';
const roleKind = (name: string) => ({ apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name });

let world: AppNamespace;
let deployer: Cluster;
let kinds: Resource[];
/** Everything that stands outside the namespace and must go. */
const outside: string[] = [];

beforeAll(async () => {
  world = await createAppNamespace('rights');
  deployer = await connect(world.kubeconfig, { clock: nodeClock });
  const resources = await world.admin.resources();
  kinds = [
    'apps/v1 Deployment',
    'v1 Service',
    'v1 ConfigMap',
    'v1 Secret',
    'v1 PersistentVolumeClaim',
  ].flatMap((text) => resources.find(...(text.split(' ') as [string, string])) ?? []);
  expect(kinds).toHaveLength(5);
});
afterEach(async () => {
  await Promise.all(outside.splice(0).map((path) => world.admin.request({ method: 'DELETE', path })));
});
afterAll(async () => {
  deployer.close();
  await world.remove();
});

const post = (path: string, body: object) => world.admin.request({ method: 'POST', path, body });
const fresh = (what: string) => `${what}-${randomBytes(4).toString('hex')}`;

/** Asks as someone else, by the administrator's right to. */
function as(user: string): Cluster {
  const headers = { 'Impersonate-User': user };
  return {
    ...world.admin,
    request: (request) => world.admin.request({ ...request, headers: { ...request.headers, ...headers } }),
  };
}

/** Someone with the rules of a Role in the namespace. */
async function someone(rules: readonly PolicyRule[]): Promise<Cluster> {
  const name = fresh('someone');
  const own = `${rbac}/namespaces/${world.namespace}`;
  await post(`${own}/roles`, { metadata: { name }, rules });
  await post(`${own}/rolebindings`, {
    metadata: { name },
    roleRef: { ...roleKind(name), kind: 'Role' },
    subjects: [{ kind: 'User', name }],
  });
  const [rule] = rules;
  return settled(as(name), {
    group: rule?.apiGroups[0] ?? '',
    resource: rule?.resources[0] ?? '',
    verb: rule?.verbs[0] ?? '',
  });
}

/** The API server learns of new rules by a watch of its own. */
async function settled(cluster: Cluster, right: Right, namespace = world.namespace): Promise<Cluster> {
  while ((await mayWe(cluster, { right, namespace })) !== 'allowed') await nodeClock.wait(20);
  return cluster;
}

async function bindInNamespace(user: string, role: string): Promise<void> {
  const subjects = [{ kind: 'User', name: user }];
  const body = { metadata: { name: fresh('bound') }, roleRef: roleKind(role), subjects };
  await post(`${rbac}/namespaces/${world.namespace}/rolebindings`, body);
}

async function bindEverywhere(subject: object, role: string): Promise<void> {
  const name = fresh('workaday-test');
  await post(`${rbac}/clusterrolebindings`, {
    metadata: { name },
    roleRef: roleKind(role),
    subjects: [subject],
  });
  outside.push(`${rbac}/clusterrolebindings/${name}`);
}

async function clusterRole(body: object, labels = {}): Promise<string> {
  const name = fresh('workaday-test');
  await post(`${rbac}/clusterroles`, { metadata: { name, labels }, ...body });
  outside.push(`${rbac}/clusterroles/${name}`);
  return name;
}

const reviewed = (cluster: Cluster, identityKinds = false) =>
  reviewCredential(cluster, world.namespace, kinds, { identityKinds });
const failing = async (cluster: Cluster, of = kinds) => {
  const review = reviewCredential(cluster, world.namespace, of, { identityKinds: false });
  const error = await review.then(
    () => new Error('the credential passed'),
    (thrown: unknown) => thrown,
  );
  return (error as { parts: { reason: string; what: string; next: string; problems: { what: string }[] } })
    .parts;
};
/** The powers that a failure names. */
const named = (what: string) =>
  [...what.matchAll(/(?:: |; )([^;()]+?) \((?:it|no) /g)].map((match) => match[1] ?? '').sort();

/** To grant rights in the namespace. */
const granting = () =>
  ['create', 'patch'].flatMap((verb) =>
    ['rolebindings', 'roles'].map(
      (what) => `${verb} ${what}.rbac.authorization.k8s.io in ${world.namespace}`,
    ),
  );

describe('a credential passes', () => {
  test('that has the generated Role', async () => {
    const review = await reviewed(deployer);
    expect(review).toMatchObject({
      user: `system:serviceaccount:${world.namespace}:deployer`,
      groups: expect.arrayContaining([`system:serviceaccounts:${world.namespace}`]),
      incomplete: false,
    });
    expect(review.rules).toContain('coordination.k8s.io/leases: get, create, update');
  });

  test('that has only what is needed, without courtesies', async () => {
    await reviewed(await someone(rulesFor(neededRights(kinds))));
  });

  test('that has `edit` in the namespace, and may look at the whole cluster', async () => {
    const user = fresh('editor');
    await Promise.all([bindInNamespace(user, 'edit'), bindEverywhere({ kind: 'User', name: user }, 'view')]);
    const editor = await settled(as(user), { group: 'apps', resource: 'deployments', verb: 'patch' });
    await settled(editor, { group: '', resource: 'configmaps', verb: 'list' }, '');
    await reviewed(editor);
  });

  test('that may write Roles, where manifests may hold them, and only there', async () => {
    const rules = [
      ...deployRules,
      ...rulesFor(
        ['roles', 'rolebindings'].flatMap((resource) =>
          ['get', 'create', 'patch', 'delete'].map((verb) => ({
            group: roleKind('').apiGroup,
            resource,
            verb,
          })),
        ),
      ),
    ];
    const writer = await someone(rules);
    await reviewed(writer, true);
    expect(named((await failing(writer)).what)).toEqual(granting());
  });
});

test('a Role that lacks any single right is refused with exactly this rule', async () => {
  const all = neededRights(kinds);
  expect(all.length).toBeGreaterThan(30);
  for (const right of all) {
    const rest = all.filter((other) => other !== right);
    const poor = await someone(rulesFor(rest));
    const found = await failing(poor);
    expect(found).toMatchObject({
      reason: 'missing-right',
      problems: [{ what: `missing rule: ${rulesText(rulesFor([right]))}` }],
    });
    expect(found.next.endsWith(`\n${rulesText(rulesFor([right]))}`)).toBe(true);
  }
});

test('rules for kinds of the app’s own are named', async () => {
  const rollout = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    plural: 'rollouts',
    namespaced: true,
  };
  const found = await failing(deployer, [...kinds, rollout]);
  expect(found.problems).toEqual([
    {
      what: 'missing rule: - { apiGroups: ["argoproj.io"], resources: ["rollouts"], verbs: ["get", "create", "patch", "delete"] }',
    },
  ]);
});

describe('a credential is refused as over-powerful', () => {
  const powers = async (cluster: Cluster) => {
    const found = await failing(cluster);
    expect(found).toMatchObject({ reason: 'over-powerful', outcome: 'refused' });
    return named(found.what);
  };

  test('that administrates the cluster', async () => {
    expect(await powers(world.admin)).toEqual(['act as a member of system:masters', 'do everything']);
    const user = fresh('root');
    await bindEverywhere({ kind: 'User', name: user }, 'cluster-admin');
    const root = await settled(as(user), { group: '*', resource: '*', verb: '*' }, '');
    expect(await powers(root)).toEqual(['do everything']);
  });

  test('that has `admin` in the namespace: it could change its own limits', async () => {
    const user = fresh('admin');
    await bindInNamespace(user, 'admin');
    const admin = await settled(as(user), { group: 'apps', resource: 'deployments', verb: 'patch' });
    expect(await powers(admin)).toEqual(granting());
  });

  test('that has `edit` of the whole cluster', async () => {
    const user = fresh('editor');
    await bindEverywhere({ kind: 'User', name: user }, 'edit');
    const editor = await settled(as(user), { group: 'apps', resource: 'deployments', verb: 'patch' }, '');
    expect(await powers(editor)).toEqual([
      'create daemonsets.apps in all namespaces',
      'create jobs.batch in all namespaces',
      'create pods in all namespaces',
      'create pods/exec in all namespaces',
      'create serviceaccounts/token in all namespaces',
      'get secrets in all namespaces',
      'impersonate serviceaccounts in all namespaces',
      'list secrets in all namespaces',
      'patch configmaps in kube-system',
      'patch deployments.apps in all namespaces',
    ]);
  });

  test('by a group, by an aggregated ClusterRole, with its own Role beside', async () => {
    const label = fresh('part');
    const rules = [{ apiGroups: [''], resources: ['nodes', 'nodes/proxy'], verbs: ['get', 'patch'] }];
    await clusterRole({ rules }, { [label]: 'true' });
    const whole = await clusterRole({
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [label]: 'true' } }] },
    });
    await bindEverywhere({ kind: 'Group', name: `system:serviceaccounts:${world.namespace}` }, whole);
    await settled(deployer, { group: '', resource: 'nodes', verb: 'patch' }, '');
    expect(await powers(deployer)).toEqual(['get nodes/proxy', 'patch nodes']);
  });

  test('that could lift the limits of its own namespace, or give itself more', async () => {
    const verbs = ['patch', 'escalate', 'bind'];
    const greedy = await someone([
      ...deployRules,
      { apiGroups: [''], resources: ['namespaces', 'resourcequotas'], verbs },
      { apiGroups: [roleKind('').apiGroup], resources: ['roles', 'clusterroles'], verbs },
    ]);
    const own = `in ${world.namespace}`;
    expect(await powers(greedy)).toEqual([
      `bind clusterroles.rbac.authorization.k8s.io ${own}`,
      `bind roles.rbac.authorization.k8s.io ${own}`,
      `escalate roles.rbac.authorization.k8s.io ${own}`,
      `patch namespaces ${own}`,
      `patch resourcequotas ${own}`,
      `patch roles.rbac.authorization.k8s.io ${own}`,
    ]);
  });

  test('and as insufficient in the same message', async () => {
    const user = fresh('minter');
    await bindEverywhere({ kind: 'User', name: user }, 'system:kube-controller-manager');
    const minter = await settled(
      as(user),
      { group: '', resource: 'serviceaccounts/token', verb: 'create' },
      '',
    );
    const { what } = await failing(minter);
    expect(named(what)).toContain('create serviceaccounts/token in all namespaces');
    expect(what).toContain('it also lacks ');
  });
});

describe('a namespace', () => {
  test('that is not there is said, where the credential may know', async () => {
    const user = fresh('viewer');
    await bindEverywhere({ kind: 'User', name: user }, 'view');
    const viewer = await settled(as(user), { group: '', resource: 'namespaces', verb: 'get' }, '');
    const review = reviewCredential(viewer, 'not-there', kinds.slice(0, 1), { identityKinds: false });
    await expect(review).rejects.toMatchObject({ parts: { reason: 'no-namespace' } });
  });

  test('of others is told apart from rights that are missing', async () => {
    const review = reviewCredential(deployer, 'default', kinds, { identityKinds: false });
    await expect(review).rejects.toMatchObject({
      parts: { reason: 'missing-right', why: expect.stringContaining(`of the namespace ${world.namespace}`) },
    });
  });
});

describe('the credential of a plan', () => {
  test('with the generated Role reads everything but Secrets, and writes nothing', async () => {
    const review = await reviewReader(await someone(planRules), world.namespace, kinds);
    expect(review).toMatchObject({ missing: [], mayWrite: false });
    expect(review.readable.map(({ kind }) => kind)).toEqual(
      kinds.map(({ kind }) => kind).filter((kind) => kind !== 'Secret'),
    );
  });

  test('with the deploying Role is told that it may write', async () => {
    expect(await reviewReader(deployer, world.namespace, kinds)).toMatchObject({ mayWrite: true });
  });

  test('with nothing lists all that it lacks', async () => {
    const review = await reviewReader(as(fresh('nobody')), world.namespace, kinds);
    expect(review).toMatchObject({ readable: [], mayWrite: false });
    expect(rulesText(review.missing)).toContain('"deployments"');
  });

  test('with too much is refused', async () => {
    await expect(reviewReader(world.admin, world.namespace, kinds)).rejects.toMatchObject({
      parts: { reason: 'over-powerful' },
    });
  });
});
