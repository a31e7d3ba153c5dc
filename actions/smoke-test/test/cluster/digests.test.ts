import { builtIn, objectPath } from '@workaday/kubernetes';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, createApp } from './app.ts';
import { otherContent, sameContent } from './image-variants.ts';

let app: App;
beforeAll(async () => {
  app = await createApp();
  await app.deploy('1.0.0', { greeting: 'hello' });
  const ended = await app.smokeTest({}, { run: '1.0.0' });
  expect(ended.outputs, ended.log).toMatchObject({ outcome: 'verified' });
});
afterAll(() => app.remove());

test('content that the node knows under another digest already is no wrong digest', async () => {
  const image = await sameContent();
  const deployed = await app.deploy('1.1.0', { greeting: 'hello again' }, { image });
  expect(deployed.outputs, deployed.log).toMatchObject({ outcome: 'deployed' });
  const ended = await app.smokeTest({}, { run: '1.1.0' });
  expect(ended.outputs, ended.log).toMatchObject({ outcome: 'verified' });
});

test('an image that someone put in place of the deployed one is undone without a question', async () => {
  const deployed = await app.deploy('1.2.0', { greeting: 'mine' }, { image: await otherContent() });
  expect(deployed.outputs, deployed.log).toMatchObject({ outcome: 'deployed' });
  const foreign = await otherContent();
  const { admin, namespace } = app.world;
  await admin.request({
    method: 'PATCH',
    path: objectPath(builtIn.Deployment, namespace, 'shop'),
    headers: { 'Content-Type': 'application/strategic-merge-patch+json' },
    body: { spec: { template: { spec: { containers: [{ name: 'shop', image: foreign }] } } } },
  });
  const ended = await app.smokeTest({}, { run: '1.2.0' });
  expect(ended.outputs, ended.log).toMatchObject({ outcome: 'rolled-back', reason: 'rollout-broken' });
  expect(ended.log).toContain(`runs ${foreign.slice(foreign.indexOf('@') + 1)} in its container shop`);
  expect(JSON.parse(ended.outputs['evidence'] ?? '').rounds).toEqual([]);
});
