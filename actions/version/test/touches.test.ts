import { resolveConfig } from '@workaday/core';
import { describe, expect, it } from 'vitest';
import type { Commit } from '../src/changes/change.ts';
import { needsPaths, touchesOf } from '../src/changes/touches.ts';

type Services = Parameters<typeof resolveConfig>[0]['services'];

/** Names of the services that a commit of these files touches. */
function touched(
  services: NonNullable<Services>,
  files: string[],
  scope = '',
  shared: string[] = [],
): string[] {
  const facts = { repository: 'acme/shop', manifestFolders: [] };
  const config = resolveConfig({ services, shared }, facts);
  const names = config.services.map((service) => service.name);
  const commit: Commit = { sha: '', parents: [], author: { name: '', email: '' }, message: '', files };
  return config.services
    .filter((service) => touchesOf(service, names, () => scope)(commit))
    .map((service) => service.name);
}

const two = { api: { context: 'services/api' }, web: { context: 'services/web' } };

describe('a commit touches', () => {
  it.each([
    ['its own files', two, ['services/api/a'], ['api']],
    ['two at once', two, ['services/api/a', 'services/web/b'], ['api', 'web']],
    ['none by files of nobody', two, ['README.md'], []],
    ['none by a folder that only begins alike', two, ['services/api-v2/a'], []],
    ['hidden files, too', two, ['services/api/.env'], ['api']],
    ['the nested one alone', { api: { context: 'api' }, v2: { context: 'api/v2' } }, ['api/v2/a'], ['v2']],
    [
      'both when the outer one names its paths',
      { api: { context: 'api', paths: ['api/**'] }, v2: { context: 'api/v2' } },
      ['api/v2/a'],
      ['api', 'v2'],
    ],
    [
      'a service at the root with everything',
      { root: {}, api: { context: 'api' } },
      ['api/a'],
      ['root', 'api'],
    ],
    [
      'nothing by ignored files',
      { api: { context: 'api', ignore: ['**/*.md'] }, web: {} },
      ['api/a.md'],
      ['web'],
    ],
    [
      'by a folder without stars',
      { api: { paths: ['libs/'] }, web: { paths: ['./web'] } },
      ['libs/x/y'],
      ['api'],
    ],
    [
      'without what is excluded',
      { api: { paths: ['api/**', '!api/docs/**'] }, web: two.web },
      ['api/docs/a'],
      [],
    ],
    ['brackets and stars', { api: { paths: ['*.go', 'x/[ab]/?'] }, web: two.web }, ['x/a/1'], ['api']],
    ['not below a single star', { api: { paths: ['*.go'] }, web: two.web }, ['sub/a.go'], []],
  ])('%s', (_, services, files, expected) => {
    expect(touched(services, files)).toEqual(expected);
  });

  it('every service by shared files', () => {
    expect(touched(two, ['libs/a'], '', ['libs/**'])).toEqual(['api', 'web']);
  });

  it.each([
    ['', ['api', 'web']],
    ['web', ['web']],
    ['deps', ['api', 'web']],
  ])('without any file and with scope %j: %j', (scope, expected) => {
    expect(touched(two, [], scope)).toEqual(expected);
  });
});

it('paths are read only for services that are made of some', () => {
  const facts = { repository: 'acme/shop', manifestFolders: [] };
  expect(needsPaths(resolveConfig({}, facts).services)).toBe(false);
  expect(needsPaths(resolveConfig({ services: two }, facts).services)).toBe(true);
  expect(needsPaths(resolveConfig({ services: { web: { ignore: ['docs/**'] } } }, facts).services)).toBe(
    true,
  );
});
