import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { neededRights, readRights } from '../src/rights/needed.ts';
import { forbiddenPowers, powerName, withoutImplied } from '../src/rights/powers.ts';
import { reviewCredential, reviewReader } from '../src/rights/review.ts';
import { missingRights, rulesFor } from '../src/rights/rights.ts';
import { deployRules, planRole, planRules, roleFor, roleManifest } from '../src/rights/role.ts';
import { ApiError } from '../src/transport/api-error.ts';
import type { Cluster, ClusterRequest } from '../src/transport/cluster.ts';
import { failure } from './api-server.ts';

const kind = (apiVersion: string, name: string, plural = `${name.toLowerCase()}s`) => ({
  apiVersion,
  kind: name,
  plural,
  namespaced: true,
});
const shop = [kind('v1', 'ConfigMap'), kind('apps/v1', 'Deployment'), kind('v1', 'Service')];

describe('the rights that a deploy needs', () => {
  const verbsOf = (resource: string, kinds = shop) =>
    neededRights(kinds)
      .filter((right) => right.resource === resource)
      .map(({ verb }) => verb)
      .sort()
      .join(' ');

  test('are those of its kinds, to undo them as well, each once', () => {
    expect(verbsOf('deployments')).toBe('create delete get list patch watch');
    expect(verbsOf('services')).toContain('delete');
    expect(verbsOf('statefulsets')).toBe('');
    const all = neededRights([...shop, ...shop]).map((right) => JSON.stringify(right));
    expect(new Set(all).size).toBe(all.length);
  });

  test('never include to delete a claim, or to list Secrets', () => {
    const kinds = [kind('v1', 'PersistentVolumeClaim'), kind('v1', 'Secret')];
    expect(verbsOf('persistentvolumeclaims', kinds)).not.toContain('delete');
    expect(verbsOf('secrets', kinds)).toBe('create delete get patch');
  });

  test('are named for kinds of the app’s own', () => {
    const role = roleFor([kind('monitoring.coreos.com/v1', 'PodMonitor')]);
    expect(role).toContainEqual({
      apiGroups: ['monitoring.coreos.com'],
      resources: ['podmonitors'],
      verbs: ['get', 'create', 'patch', 'delete'],
    });
  });

  test('are all in the Role, which has no wildcard and lists no Secrets', () => {
    expect(parse(roleManifest('shop'))).toMatchObject({
      metadata: { namespace: 'shop' },
      rules: deployRules,
    });
    expect(JSON.stringify(deployRules)).not.toMatch(/\*|impersonate|escalate|bind|exec|token/);
    const secrets = deployRules.filter(({ resources }) => resources.includes('secrets'));
    expect(secrets.flatMap(({ verbs }) => verbs)).not.toContain('list');
  });

  test('are told as the lines to add, alike ones in one', () => {
    const rights = ['deployments', 'statefulsets'].flatMap((resource) =>
      ['patch', 'get'].map((verb) => ({ group: 'apps', resource, verb })),
    );
    expect(missingRights('shop', rights).parts.next).toContain(
      '- { apiGroups: ["apps"], resources: ["deployments", "statefulsets"], verbs: ["get", "patch"] }',
    );
  });
});

test('a plan reads, and no Secrets, logs or tokens', () => {
  expect(new Set(planRules.flatMap(({ verbs }) => verbs))).toEqual(new Set(['get', 'list']));
  expect(JSON.stringify(planRules)).not.toMatch(/secrets|log|\*|token/);
  expect(rulesFor(readRights([kind('v1', 'Secret')]))).not.toContainEqual(
    expect.objectContaining({ resources: expect.arrayContaining(['secrets']) }),
  );
  expect(parse(roleManifest('shop', planRole))).toMatchObject({ metadata: { name: 'workaday-plan' } });
});

describe('the list of powers', () => {
  const powers = forbiddenPowers({ identityKinds: false });

  test('holds none that the Role grants in the namespace', () => {
    const granted = new Set(
      deployRules.flatMap(({ apiGroups, resources, verbs }) =>
        resources.flatMap((resource) => verbs.map((verb) => `${verb} ${resource}.${apiGroups[0]}`)),
      ),
    );
    const own = powers.filter(({ where }) => where === 'own');
    expect(own.filter(({ right }) => granted.has(`${right.verb} ${right.resource}.${right.group}`))).toEqual(
      [],
    );
  });

  test('names each once, with what it could be used for', () => {
    const names = powers.map((power) => powerName(power, 'shop'));
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('create pods in all namespaces');
    expect(names).toContain('patch configmaps in kube-system');
    expect(names).toContain('create roles.rbac.authorization.k8s.io in shop');
    expect(powers.filter(({ why }) => !/^it (could|is) /.test(why))).toEqual([]);
  });

  test('still holds bindings everywhere where manifests may hold Roles', () => {
    const names = forbiddenPowers({ identityKinds: true }).map((power) => powerName(power, 'shop'));
    expect(names).toContain('create rolebindings.rbac.authorization.k8s.io in all namespaces');
    expect(names).not.toContain('create roles.rbac.authorization.k8s.io in shop');
    expect(names).toContain('escalate roles.rbac.authorization.k8s.io in shop');
  });

  test('says nothing that another power says already', () => {
    expect(withoutImplied(powers).map((power) => powerName(power, 'shop'))).toEqual(['do everything']);
    const pods = powers.filter(({ right }) => right.resource === 'pods' || right.resource === 'configmaps');
    expect(withoutImplied(pods).map((power) => powerName(power, 'shop'))).toEqual([
      'create pods in all namespaces',
      'patch configmaps in kube-system',
    ]);
  });
});

type Attributes = { namespace: string; group: string; resource: string; subresource?: string; verb: string };

interface World {
  /** The answer to an access review. */
  may?: (attributes: Attributes) => unknown;
  /** The answer to a trial of what must be refused. */
  trial?: (path: string) => unknown;
  identity?: () => unknown;
  rules?: () => unknown;
}

const allowed = (yes: boolean) => ({ status: { allowed: yes } });
const refused = (resource: string, group = '') =>
  new ApiError(
    'POST',
    403,
    JSON.stringify(
      failure(
        'Forbidden',
        `${resource} is forbidden: User "someone" cannot create resource "${resource}" in API group "${group}" at the cluster scope`,
      ),
    ),
  );
const status = (code: number, message = 'etcd is away') =>
  new ApiError('POST', code, JSON.stringify(failure('Odd', message)));
const inOwn = ({ namespace, verb, resource, group }: Attributes) =>
  namespace === 'shop' &&
  neededRights(shop).some(
    (right) => right.verb === verb && right.resource.split('/')[0] === resource && right.group === group,
  );

/** An API server that answers what a test says; requests that are open at the same time make one wave. */
function world({
  may = (attributes) => allowed(inOwn(attributes)),
  trial = (path) =>
    path.includes('namespaces')
      ? refused('namespaces')
      : refused('clusterroles', 'rbac.authorization.k8s.io'),
  identity = () => ({ status: { userInfo: { username: 'ada', groups: ['crew'] } } }),
  rules = () => ({ status: { incomplete: true, resourceRules: [] } }),
}: World = {}) {
  const count = { requests: 0, waves: 0 };
  let wave: Promise<void> | undefined;
  const answer = (request: ClusterRequest): unknown => {
    const { path, body } = request;
    if (path.endsWith('/selfsubjectaccessreviews'))
      return may((body as { spec: { resourceAttributes: Attributes } }).spec.resourceAttributes);
    if (path.endsWith('/selfsubjectrulesreviews')) return rules();
    if (path.endsWith('/selfsubjectreviews')) return identity();
    if (request.method === 'GET') return refused('namespaces');
    expect(request.query).toEqual({ dryRun: 'All' });
    return trial(path);
  };
  const cluster: Pick<Cluster, 'request' | 'server'> = {
    server: 'a',
    async request<Body>(request: ClusterRequest): Promise<Body> {
      count.requests += 1;
      if (request.method !== 'GET') expect(request).toMatchObject({ method: 'POST', repeatable: true });
      wave ??= new Promise((resolve) =>
        setImmediate(() => {
          count.waves += 1;
          wave = undefined;
          resolve();
        }),
      );
      await wave;
      const said = answer(request);
      if (said instanceof Error) throw said;
      return said as Body;
    },
  };
  return { cluster: cluster as Cluster, count };
}

const review = (parts: World = {}, identityKinds = false) =>
  reviewCredential(world(parts).cluster, 'shop', shop, { identityKinds });
const failing = async (parts: World) => {
  const error = await review(parts).catch((thrown: unknown) => thrown);
  return (error as { parts: Record<string, string> }).parts;
};

describe('the review of a credential', () => {
  test('that has what it needs and no more says who it is, and what the cluster says of it', async () => {
    expect(await review()).toEqual({ user: 'ada', groups: ['crew'], rules: '', incomplete: true });
  });

  test('asks everything at once, in at most 105 requests for ten kinds', async () => {
    const ten = [
      ...shop,
      ...['Ingress', 'NetworkPolicy'].map((name) => kind('networking.k8s.io/v1', name)),
      ...['Job', 'CronJob'].map((name) => kind('batch/v1', name)),
      kind('autoscaling/v2', 'HorizontalPodAutoscaler'),
      kind('policy/v1', 'PodDisruptionBudget'),
      kind('v1', 'Secret'),
    ];
    const needed = new Set(neededRights(ten).map(({ verb, resource }) => `${verb} ${resource}`));
    const may = ({ namespace, verb, resource, subresource }: Attributes) =>
      allowed(
        namespace === 'shop' && needed.has(`${verb} ${[resource, subresource].filter(Boolean).join('/')}`),
      );
    const { cluster, count } = world({ may });
    await reviewCredential(cluster, 'shop', ten, { identityKinds: false });
    expect(count.waves).toBe(1);
    expect(count.requests).toBeLessThanOrEqual(105);
  });

  test.each([
    ['404', status(404)],
    ['403', status(403)],
  ])('is told who it is by the trial where the cluster answers %s', async (_name, error) => {
    expect(await review({ identity: () => error })).toMatchObject({ user: 'someone', groups: [] });
  });

  test('is not stopped by a cluster that does not list rules', async () => {
    expect(await review({ rules: () => status(500) })).toMatchObject({ rules: '', incomplete: true });
  });

  const everything = forbiddenPowers({ identityKinds: false }).map(
    (power) => [powerName(power, 'shop'), power] as const,
  );
  test.each(everything)('refuses who may %s', async (name, power) => {
    const { right, where } = power;
    const place = { own: 'shop', 'kube-system': 'kube-system', everywhere: '', cluster: '' }[where];
    const found = await failing({
      may: (asked) => {
        const resource = [asked.resource, asked.subresource].filter(Boolean).join('/');
        const same = asked.verb === right.verb && resource === right.resource && asked.group === right.group;
        return allowed(inOwn(asked) || (same && asked.namespace === place));
      },
    });
    expect(found).toMatchObject({ outcome: 'refused', reason: 'over-powerful' });
    expect(found['what']).toContain(`${name} (${power.why})`);
    expect(found['what']).not.toContain(';');
    expect(found['next']).toContain('kind: RoleBinding');
    expect(found['next']).toContain('resources: ["deployments"]');
  });

  test('refuses system:masters, which access reviews need not show', async () => {
    const masters = () => ({ status: { userInfo: { username: 'root', groups: ['system:masters'] } } });
    expect(await failing({ identity: masters })).toMatchObject({ reason: 'over-powerful' });
  });

  test.each<[string, unknown]>([
    ['is accepted', {}],
    ['meets one that exists', status(409, 'already exists')],
    ['is refused by admission as invalid', status(422)],
  ])('is not deceived by reviews that deny everything, when a trial %s', async (_name, said) => {
    const found = await failing({
      trial: (path) => (path.includes('namespaces') ? said : refused('clusterroles', '')),
    });
    expect(found).toMatchObject({ reason: 'over-powerful' });
    expect(found['what']).toContain('create namespaces (');
  });

  test.each<[string, unknown]>([
    ['503', status(503)],
    [
      '403 by a webhook, which comes after the authorizer',
      status(403, 'admission webhook "a" denied the request'),
    ],
    ['403 for another right', refused('pods')],
    ['404', status(404)],
    ['no JSON', new SyntaxError('Unexpected token')],
  ])('is closed on doubt: a trial answered %s', async (_name, said) => {
    const found = await failing({ trial: () => said });
    expect(found).toMatchObject({ reason: 'cluster-error' });
    expect(found['what']).toContain('create namespaces: ');
  });

  test.each<[string, unknown]>([
    ['503', status(503)],
    ['404', status(404)],
    ['without status', {}],
    ['with nothing', undefined],
    ['without `allowed`', { status: {} }],
    ['with text for a yes', { status: { allowed: 'true' } }],
    ['with an authorizer that failed', { status: { allowed: false, evaluationError: 'webhook timed out' } }],
  ])('is closed on doubt: a review answered %s', async (_name, said) => {
    const found = await failing({
      may: (asked) => (asked.resource === 'nodes' && asked.verb === 'patch' ? said : allowed(inOwn(asked))),
    });
    expect(found).toMatchObject({ reason: 'cluster-error' });
    expect(found['what']).toContain('patch nodes: ');
    const needed = await failing({ may: (asked) => (inOwn(asked) ? said : allowed(false)) });
    expect(needed).toMatchObject({ reason: 'cluster-error' });
  });

  test('takes a yes beside a failed authorizer for a yes, and an express no for a no', async () => {
    await review({
      may: (asked) => ({ status: { allowed: inOwn(asked), evaluationError: inOwn(asked) ? 'a' : '' } }),
    });
    const denied = { status: { allowed: true, denied: true } };
    await review({ may: (asked) => (inOwn(asked) ? allowed(true) : denied) });
  });

  test('names too much, too little and doubt in one message', async () => {
    const found = await failing({
      may: (asked) => {
        if (asked.resource === 'nodes') return status(500);
        if (asked.resource === 'users') return allowed(true);
        return allowed(inOwn(asked) && asked.resource !== 'replicasets');
      },
    });
    expect(found['reason']).toBe('over-powerful');
    for (const text of [
      'impersonate users (',
      'lacks list, watch replicasets.apps in shop',
      'patch nodes: HTTP 500',
    ])
      expect(found['what']).toContain(text);
    expect(found['problems']).toHaveLength(5);
  });

  test('that may do nothing at all is told that it is probably the wrong one', async () => {
    const other = () => ({ status: { userInfo: { username: 'system:serviceaccount:other:deployer' } } });
    const found = await failing({ may: () => allowed(false), identity: other });
    expect(found).toMatchObject({ reason: 'missing-right', why: expect.stringContaining('namespace other') });
  });

  test('ends when the credential does', async () => {
    await expect(review({ may: () => status(401) })).rejects.toMatchObject({ status: 401 });
  });
});

describe('the review of a plan’s credential', () => {
  const reading = ({ verb }: Attributes) => allowed(verb === 'get' || verb === 'list');
  const own = (may: (asked: Attributes) => unknown) => (asked: Attributes) =>
    asked.namespace === 'shop' ? may(asked) : allowed(false);
  const kinds = [...shop, kind('v1', 'Secret')];

  test('lists what it may read, never Secrets, and that it may not write', async () => {
    const { cluster, count } = world({ may: own(reading) });
    expect(await reviewReader(cluster, 'shop', kinds)).toMatchObject({
      readable: shop,
      missing: [],
      mayWrite: false,
    });
    expect(count.waves).toBe(1);
  });

  test('lists what it lacks, and does not fail for it', async () => {
    const { cluster } = world({
      may: own((asked) => (asked.resource === 'services' ? allowed(false) : reading(asked))),
    });
    const found = await reviewReader(cluster, 'shop', kinds);
    expect(found.readable.map((one) => one.kind)).toEqual(['ConfigMap', 'Deployment']);
    expect(found.missing).toEqual([{ apiGroups: [''], resources: ['services'], verbs: ['get'] }]);
  });

  test('says what it could write, and whether that is all', async () => {
    const writing = (plurals: RegExp) =>
      own(({ resource, verb }) => allowed(plurals.test(resource) && /get|create|patch/.test(verb)));
    const all = world({ may: writing(/^(configmaps|deployments|services|secrets)$/) });
    expect(await reviewReader(all.cluster, 'shop', kinds)).toMatchObject({ mayWrite: true });
    const some = world({ may: writing(/^services$/) });
    expect(await reviewReader(some.cluster, 'shop', kinds)).toMatchObject({
      mayWrite: false,
      writes: [{ apiGroups: [''], resources: ['services'], verbs: ['create', 'patch'] }],
    });
  });

  test('refuses it when it reaches beyond its namespace', async () => {
    const { cluster } = world({ may: ({ resource }) => allowed(resource === 'secrets') });
    await expect(reviewReader(cluster, 'shop', kinds)).rejects.toMatchObject({
      parts: { reason: 'over-powerful' },
    });
  });
});
