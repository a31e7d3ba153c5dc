import { expect, test } from 'vitest';
import type { KubeObject } from '../src/manifests/object.ts';
import { watchScope } from '../src/rollout/watch-scope.ts';

const object = (kind: string, name: string, selector?: object): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name },
  ...(selector ? { spec: { selector } } : {}),
});
const web = object('Deployment', 'web', { matchLabels: { app: 'shop', tier: 'web' } });
const api = object('Deployment', 'api', { matchLabels: { app: 'shop', tier: 'api' } });
const scope = (...objects: KubeObject[]) => Object.fromEntries(watchScope(objects).kinds);

test.each<[string, KubeObject[], object]>([
  [
    'one Deployment: by name, its pods by its labels',
    [web],
    {
      Deployment: { fieldSelector: 'metadata.name=web' },
      ReplicaSet: { labelSelector: 'app=shop,tier=web' },
      Pod: { labelSelector: 'app=shop,tier=web' },
      Event: {},
    },
  ],
  [
    'two Deployments: by the labels that they share',
    [web, api],
    {
      Deployment: {},
      ReplicaSet: { labelSelector: 'app=shop' },
      Pod: { labelSelector: 'app=shop' },
      Event: {},
    },
  ],
  [
    'a Service that selects less',
    [web, object('Service', 'web', { app: 'shop' })],
    {
      Deployment: { fieldSelector: 'metadata.name=web' },
      ReplicaSet: { labelSelector: 'app=shop' },
      Pod: { labelSelector: 'app=shop' },
      Event: {},
    },
  ],
  [
    'a Job, whose labels the cluster chooses',
    [web, object('Job', 'once')],
    {
      Deployment: { fieldSelector: 'metadata.name=web' },
      Job: { fieldSelector: 'metadata.name=once' },
      ReplicaSet: {},
      Pod: {},
      Event: {},
    },
  ],
  [
    'a StatefulSet needs no ReplicaSets',
    [object('StatefulSet', 'store', { matchLabels: { app: 'store' } })],
    {
      StatefulSet: { fieldSelector: 'metadata.name=store' },
      Pod: { labelSelector: 'app=store' },
      Event: {},
    },
  ],
])('%s', (_name, objects, expected) => expect(scope(...objects)).toEqual(expected));
