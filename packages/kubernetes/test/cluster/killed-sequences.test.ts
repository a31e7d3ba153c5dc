import { randomBytes } from 'node:crypto';
import { nodeClock } from '@workaday/core/node';
import { type AppNamespace, createAppNamespace } from '@workaday/testbed';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withRelease } from '../../src/ledger/history.ts';
import { acquireLease } from '../../src/ledger/lease.ts';
import { leaseName } from '../../src/ledger/lease-record.ts';
import { readLedger, updateLedger } from '../../src/ledger/ledger.ts';
import { type KubeObject, objectName, recordAt, recordsAt } from '../../src/manifests/object.ts';
import { applyObjects } from '../../src/plan/apply.ts';
import type { Cluster } from '../../src/transport/cluster.ts';
import { connect } from '../../src/transport/connect.ts';
import { builtIn, collectionPath, objectPath } from '../../src/transport/discovery.ts';
import { Killed, mortal } from '../mortal.ts';
import { Releases, seen } from './releases.ts';
import { workload } from './rollouts.ts';

let world: AppNamespace;
let cluster: Cluster;
let apps = 0;

beforeAll(async () => {
  world = await createAppNamespace('sequences');
  cluster = await connect(world.kubeconfig, { clock: nodeClock });
});
afterAll(async () => {
  cluster.close();
  await world.remove();
});

/** Does not compress, so that a snapshot has several chunks. */
const noise = randomBytes(450_000).toString('base64');

function objects(app: string, text: string, own: string[]): KubeObject[] {
  const config = (name: string, data: object): KubeObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `${app}-${name}` },
    data: data as Record<string, string>,
  });
  const large =
    text === 'old'
      ? []
      : [config('large-1', { noise }), config('large-2', { noise: [...noise].toReversed().join('') })];
  return [
    config('settings', { text }),
    ...own.map((name) => config(name, {})),
    ...large,
    workload(`${app}-web`, { program: text, spec: { replicas: 0 } }),
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: `${app}-web` },
      spec: { selector: { app: text }, ports: [{ port: 80 }] },
    },
  ];
}

const releasesOf = (over: Cluster, app: string) =>
  new Releases(over, { namespace: world.namespace, app, environment: 'production' });

/** As a run goes about it: whatever it finds, it goes on from there. */
async function underLease<T>(
  over: Cluster,
  app: string,
  work: (releases: Releases) => Promise<T>,
): Promise<T> {
  const { place } = releasesOf(over, app);
  const lease = await acquireLease(over, place, { holder: 'org/shop/1', wait: 0, log: () => undefined });
  try {
    return await work(releasesOf(lease.guard(over), app));
  } finally {
    // A killed process has no last word either: its renewals end with it.
    await lease.release().catch(onlyKilled);
  }
}

/**
 * A deploy: it goes on with its own release when that is pending, supersedes another one that is, and does nothing when
 * it has been verified.
 */
function deploy(over: Cluster, app: string, text: string, own: string[]): Promise<unknown> {
  return underLease(over, app, async (releases) => {
    const { place } = releases;
    const newest = (await readLedger(over, place)).releases.at(-1);
    const isOurs = newest?.version === text;
    const number = isOurs ? newest.number : (newest?.number ?? 0) + 1;
    if (!isOurs || newest.state === 'pending') {
      const stamped = await releases.record(number, objects(app, text, own), { version: text });
      await updateLedger(releases.cluster, place, (ledger) =>
        ledger.releases
          .filter((one) => one.state === 'pending' && one.number !== number)
          .reduce((before, one) => withRelease(before, one.number, { state: 'superseded' }), ledger),
      );
      const options = { release: number, onApplied: () => undefined };
      await applyObjects(releases.cluster, world.namespace, stamped, options);
    }
    await releases.keep(number);
  });
}

/** What settles a release that was left: it is undone, if it got as far as the ledger. */
function undo(over: Cluster, app: string, number: number): Promise<unknown> {
  return underLease(over, app, async (releases) => {
    const { releases: known } = await readLedger(over, releases.place);
    if (known.find((one) => one.number === number)?.state === 'pending') await releases.undo(number);
  });
}

interface Everything {
  objects: string[];
  releases: unknown[];
  holder: string;
}

/**
 * All that there is of an app, with its name and what differs from one run to the other left out.
 * @param orphans a snapshot may wait for the next release, whose number it has
 */
async function everything(app: string, { orphans = false } = {}): Promise<Everything> {
  const list = async (resource: { apiVersion: string; plural: string }) =>
    recordsAt(
      await world.admin.request({ method: 'GET', path: collectionPath(resource, world.namespace) }),
      'items',
    ) as KubeObject[];
  const [configMaps, services, deployments, secrets] = await Promise.all(
    [builtIn.ConfigMap, builtIn.Service, builtIn.Deployment, builtIn.Secret].map(list),
  );
  const own = [configMaps, services, deployments]
    .flatMap((found) => found ?? [])
    .filter(({ metadata }) => metadata.name.startsWith(`${app}-`));
  const { releases, forgotten } = await readLedger(cluster, releasesOf(cluster, app).place);
  const snapshots = (secrets ?? [])
    .map(({ metadata }) => metadata.name)
    .filter((name) => name.startsWith(`workaday.${app}.`));
  const lease = await world.admin.request<KubeObject>({
    method: 'GET',
    path: objectPath(builtIn.Lease, world.namespace, leaseName(releasesOf(cluster, app).place)),
  });
  const state = {
    objects: own.map((object) => normal(object)).toSorted(),
    releases: releases.map(({ number, state, restored, objects, parts }) => ({
      number,
      state,
      restored,
      objects: objects.map(objectName).toSorted(),
      parts,
    })),
    forgotten,
    snapshots: snapshots.toSorted(),
    expectedSnapshots: releases
      .flatMap(({ number, parts }) =>
        Array.from({ length: parts }, (_, part) => `workaday.${app}.${number}.${part}`),
      )
      .toSorted(),
    holder: recordAt(lease, 'spec')?.['holderIdentity'],
  };
  if (!orphans) expect(state.snapshots).toEqual(state.expectedSnapshots);
  return JSON.parse(JSON.stringify(state).replaceAll(app, 'APP')) as Everything;
}

/** A Service keeps the addresses that it was given. */
function normal(object: KubeObject): string {
  const { metadata, spec, ...rest } = seen(object) as KubeObject & { spec?: Record<string, unknown> };
  const { uid: _u, creationTimestamp: _c, ...kept } = metadata;
  const { clusterIP: _i, clusterIPs: _s, ...own } = spec ?? {};
  return JSON.stringify({ ...rest, metadata: kept, spec: own });
}

async function newApp(): Promise<string> {
  apps += 1;
  const app = `app${String(apps).padStart(3, '0')}`;
  await deploy(cluster, app, 'old', ['only-old']);
  return app;
}

const bad = async (app: string) => {
  await releasesOf(cluster, app).write(2, objects(app, 'bad', ['only-bad']));
};
const deployNew = (over: Cluster, app: string) => deploy(over, app, 'new', ['only-new']);
const deployNewer = (over: Cluster, app: string) => deploy(over, app, 'newer', ['only-newer']);
const undoBad = (over: Cluster, app: string) => undo(over, app, 2);

interface Sequence {
  /** What has happened before, by a process that lives. */
  before?: (app: string) => Promise<unknown>;
  killed: (over: Cluster, app: string) => Promise<unknown>;
  next: (over: Cluster, app: string) => Promise<unknown>;
  /** Whether the history too is the same wherever it was killed. */
  sameHistory: boolean;
}

const sequences: [string, Sequence][] = [
  ['a deploy, and the same one again', { killed: deployNew, next: deployNew, sameHistory: true }],
  ['a deploy, and a later one', { killed: deployNew, next: deployNewer, sameHistory: false }],
  ['a restore, and the same one again', { before: bad, killed: undoBad, next: undoBad, sameHistory: true }],
  [
    'a restore, which the next deploy goes on with',
    {
      before: bad,
      killed: undoBad,
      next: async (over, app) => {
        await undoBad(over, app);
        await deployNewer(over, app);
      },
      sameHistory: true,
    },
  ],
];

describe.each(sequences)('killed anywhere in %s', (_name, { before, killed, next, sameHistory }) => {
  /** Answers whether it was killed: it is not when it has fewer writes than that. */
  async function run(dies?: number): Promise<{ app: string; died: boolean }> {
    const app = await newApp();
    await before?.(app);
    const process = mortal(cluster, dies);
    await killed(process, app).catch(onlyKilled);
    await next(cluster, app);
    return { app, died: process.dead() };
  }

  test('it ends as if nobody had been killed', async () => {
    const expected = await everything((await run()).app);
    for (let dies = 0; ; dies++) {
      const { app, died } = await run(dies);
      const state = await everything(app);
      expect(sameHistory ? state : withoutHistory(state), `killed at write ${dies}`).toEqual(
        sameHistory ? expected : withoutHistory(expected),
      );
      if (died) continue;
      expect(dies).toBeGreaterThan(8);
      break;
    }
  });
});

function onlyKilled(error: unknown): void {
  if (!(error instanceof Killed)) throw error;
}

function withoutHistory({ objects, holder }: Everything): unknown {
  // Which number a release has depends on how far the one before it got.
  return { objects: objects.map((text) => text.replace(/("workaday.dev.release":")\d+/, '$1')), holder };
}

test('killed anywhere in a deploy that is undone then, what was before is back', async () => {
  const { objects: expected } = await everything(await newApp());
  for (let dies = 0; ; dies++) {
    const app = await newApp();
    await deployNew(mortal(cluster, dies), app).catch(onlyKilled);
    const newest = (await readLedger(cluster, releasesOf(cluster, app).place)).releases.at(-1);
    if (newest?.number === 2 && newest.state === 'verified') {
      expect(dies).toBeGreaterThan(8);
      break;
    }
    await undo(cluster, app, 2);
    const { objects } = await everything(app, { orphans: newest?.number === 1 });
    expect(objects, `killed at write ${dies}`).toEqual(expected);
  }
});
