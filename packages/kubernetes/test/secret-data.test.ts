import { expect, test } from 'vitest';
import type { KubeObject } from '../src/manifests/object.ts';
import { withSecretData } from '../src/plan/secret-data.ts';

const secret = (fields: object): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'a' },
  ...fields,
});

test('text of a Secret goes where the server keeps it, and wins over data as it does there', () => {
  const data = { a: 'b2xk', b: 'Yg==' };
  expect(withSecretData(secret({ stringData: { a: 'new', c: 'ü' }, data, immutable: true }))).toEqual(
    secret({ data: { a: 'bmV3', b: 'Yg==', c: 'w7w=' }, immutable: true }),
  );
});

test.each([
  ['a Secret without text', secret({ data: {} })],
  ['what the server will refuse', secret({ stringData: { port: 80 } })],
  ['another kind with such a field', { ...secret({ stringData: { a: 'b' } }), kind: 'ConfigMap' }],
  ['a Secret of another group', { ...secret({ stringData: { a: 'b' } }), apiVersion: 'x.example/v1' }],
])('%s is sent as it is', (_name, object) => expect(withSecretData(object)).toBe(object));
