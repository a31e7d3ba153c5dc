import { expect, it } from 'vitest';
import { imageLabels, repositoryFacts } from '../src/docker/labels.ts';

const url = 'https://github.com/acme/shop';
const event = {
  repository: {
    description: 'A shop\nwith = signs, commas',
    license: { spdx_id: 'Apache-2.0' },
    default_branch: 'main',
  },
};

it('are those of the OCI specification that stay while the source stays', () => {
  const labels = imageLabels(repositoryFacts(event, url, 'shop'), undefined, 'c'.repeat(40), new Set());
  expect(Object.fromEntries(labels)).toEqual({
    'org.opencontainers.image.title': 'shop',
    'org.opencontainers.image.description': 'A shop with = signs, commas',
    'org.opencontainers.image.url': url,
    'org.opencontainers.image.licenses': 'Apache-2.0',
    'org.opencontainers.image.source': url,
    'org.opencontainers.image.revision': 'c'.repeat(40),
  });
});

it('leave to the Dockerfile what it says itself, but never where the image comes from', () => {
  const own = new Set(['org.opencontainers.image.title', 'org.opencontainers.image.source']);
  const labels = imageLabels(repositoryFacts(event, url, 'shop'), 'api', 'c'.repeat(40), own);
  expect(labels.has('org.opencontainers.image.title')).toBe(false);
  expect(labels.get('org.opencontainers.image.source')).toBe(url);
});

it.each([
  undefined,
  {},
  { repository: null },
  { repository: { license: { spdx_id: 'NOASSERTION' }, description: null } },
])('are fewer when the event is %j', (given) => {
  const labels = imageLabels(repositoryFacts(given, url, 'shop'), 'api', 'c'.repeat(40), new Set());
  expect([...labels.keys()]).not.toContain('org.opencontainers.image.licenses');
  expect(labels.get('org.opencontainers.image.title')).toBe('shop/api');
});
