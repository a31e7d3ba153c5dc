import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { appObjects, manifestText } from '../deploy/app.ts';
import { faultNames, faults } from '../deploy/faults.ts';

const images = { server: 'registry/server@sha256:aa', node: 'registry/node@sha256:bb' };
const text = (objects: readonly object[]) => JSON.stringify(objects);

it('has ten objects, each of its own name, which survive being written down', () => {
  const objects = appObjects('1.0.0', images);
  const names = objects.map((object) => {
    const { kind, metadata } = object as { kind: string; metadata: { name: string } };
    return `${kind}/${metadata.name}`;
  });
  expect(new Set(names).size).toBe(10);
  expect(parseAllDocuments(manifestText(objects)).map((document) => document.toJS())).toEqual(objects);
});

it('differs from version to version in its pod template, so that every version rolls out', () => {
  expect(text(appObjects('1.0.0', images))).not.toBe(text(appObjects('1.1.0', images)));
});

it('has every fault once', () => expect(faults.map(({ name }) => name)).toEqual(faultNames));

it.each(faults.filter(({ quota }) => quota === undefined))('$name stands in the manifests', (fault) => {
  const bad = appObjects('1.0.0', images, fault.variation(images));
  expect(text(bad)).not.toBe(text(appObjects('1.0.0', images)));
});
