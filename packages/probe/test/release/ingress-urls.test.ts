import type { KubeObject } from '@workaday/kubernetes';
import { expect, test } from 'vitest';
import { ingressUrls } from '../../src/release/ingress-urls.ts';

const ingress = (spec: object): KubeObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'web' },
  spec,
});

test.each([
  ['a host without certificate', { rules: [{ host: 'shop.example.com' }] }, ['http://shop.example.com']],
  [
    'a host with a certificate',
    {
      tls: [{ hosts: ['shop.example.com'] }],
      rules: [{ host: 'shop.example.com' }, { host: 'a.example.com' }],
    },
    ['https://shop.example.com', 'http://a.example.com'],
  ],
  ['no host, or any', { rules: [{}, { host: '' }, { host: '*.example.com' }] }, []],
  ['nothing', {}, []],
])('%s', (_name, spec, urls) => expect(ingressUrls([ingress(spec), ingress(spec)])).toEqual(urls));
