import type { KubeObject } from '@workaday/kubernetes';
import { expect, test } from 'vitest';
import { secretsOf, withoutValues } from '../src/secret-values.ts';

const object = (kind: string, fields: object): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'x' },
  ...fields,
});

test('values of Secrets are left out, whole and line by line; short ones and other kinds stay', () => {
  const secrets = secretsOf([
    object('Secret', {
      data: { password: Buffer.from('hunter2-hunter2').toString('base64') },
      stringData: { key: 'line-one\nline-two', flag: 'true' },
    }),
    object('ConfigMap', { data: { greeting: 'welcome all' } }),
  ]);
  expect(withoutValues('hunter2-hunter2 line-two true welcome all', secrets)).toBe(
    '*** *** true welcome all',
  );
});
