import { expect, test } from 'vitest';
import type { KubeObject } from '../../src/manifests/object.ts';
import { leavingElements } from '../../src/plan/leaving.ts';
import { formerOwners, migratedOwners, type OwnerEntry } from '../../src/plan/migrate-owners.ts';
import { ownersPatch } from '../../src/plan/owners.ts';

const entry = (
  manager: string,
  fieldsV1: OwnerEntry['fieldsV1'],
  more: Partial<OwnerEntry> = {},
): OwnerEntry => ({
  manager,
  operation: 'Update',
  apiVersion: 'apps/v1',
  time: '2026-01-01T00:00:00Z',
  fieldsType: 'FieldsV1',
  fieldsV1,
  ...more,
});
const live = (...managedFields: OwnerEntry[]): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', resourceVersion: '7', managedFields },
  spec: { replicas: 3 },
});
const intent: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { replicas: 1 },
};
const image = { 'f:spec': { 'f:image': {} } };
const replicas = { 'f:spec': { 'f:replicas': {} } };
const status = entry('kubectl', image, { subresource: 'status' });
const csa = 'kubectl-client-side-apply';

test.each<[string, OwnerEntry[], string[], object | undefined]>([
  ['nobody to take over', [entry('someone', image), status], [csa], undefined],
  [
    'one who applied before becomes us',
    [entry(csa, image)],
    [csa],
    [entry('workaday', image, { operation: 'Apply' })],
  ],
  [
    'all of them are united into ours, whatever they did, and others stay',
    [
      entry('workaday', image, { operation: 'Apply', time: 'now' }),
      entry(csa, replicas),
      entry('helm', { 'f:data': {} }, { operation: 'Apply' }),
      entry('someone', { 'f:other': {} }),
      status,
    ],
    [csa, 'helm'],
    [
      entry(
        'workaday',
        { 'f:data': {}, 'f:spec': { 'f:image': {}, 'f:replicas': {} } },
        { operation: 'Apply', time: 'now' },
      ),
      entry('someone', { 'f:other': {} }),
      status,
    ],
  ],
  [
    'fields of another version of the API are let go',
    [
      entry(csa, image, { time: '2026-01-02T00:00:00Z' }),
      entry('helm', { 'f:old': {} }, { apiVersion: 'extensions/v1beta1' }),
    ],
    [csa, 'helm'],
    [entry('workaday', image, { operation: 'Apply', time: '2026-01-02T00:00:00Z' })],
  ],
])('owners: %s', (_, entries, former, expected) => {
  expect(migratedOwners(live(...entries), intent, former)).toEqual(expected);
});

test('replicas that the manifest leaves to others are owned by nobody, and keep their number', () => {
  const unsaid = { ...intent, spec: {} };
  const [ours] = migratedOwners(live(entry(csa, { ...image, ...replicas })), unsaid, [csa]) ?? [];
  expect(ours?.fieldsV1).toEqual({});
});

test('a patch of owners says which state it was made for', () => {
  expect(ownersPatch(live(entry(csa, image)), intent, [csa])).toMatchObject([
    { op: 'replace', path: '/metadata/managedFields' },
    { op: 'replace', path: '/metadata/resourceVersion', value: '7' },
  ]);
  expect(ownersPatch(live(status), intent, [csa])).toBeUndefined();
});

test('former owners are those who applied, not those who edit or report', () => {
  const object = live(entry(csa, image), entry('kubectl-edit', image), entry('argocd', image), status);
  expect(formerOwners(object, [])).toEqual([csa]);
  expect(formerOwners(object, ['argocd'])).toEqual([csa, 'argocd']);
});

test('what leaves are members that nobody else holds, the outermost', () => {
  const item = { '.': {}, 'f:name': {}, 'f:value': {} };
  const theirs = {
    'f:metadata': { 'f:labels': { '.': {}, 'f:gone': {}, 'f:held': {} } },
    'f:spec': { 'f:filledIn': {}, 'f:env': { 'k:{"name":"GONE"}': item, 'k:{"name":"KEPT"}': item } },
  };
  const before = live(entry(csa, theirs));
  const result = live(
    entry(
      'workaday',
      { 'f:spec': { 'f:env': { 'k:{"name":"KEPT"}': { 'f:value': {} } } } },
      { operation: 'Apply' },
    ),
    entry('someone', { 'f:metadata': { 'f:labels': { 'f:held': {} } } }),
    entry(csa, theirs),
  );
  expect(leavingElements(before, result, intent, [csa])).toEqual([
    ['f:metadata', 'f:labels', 'f:gone'],
    ['f:spec', 'f:env', 'k:{"name":"GONE"}'],
  ]);
});
