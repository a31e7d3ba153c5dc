import { expect, it } from 'vitest';
import { pullRequestOf } from '../src/github/pull-request.ts';

it.each([
  ['{"pull_request":{"number":7,"title":"feat: a","draft":true}}', { number: 7, title: 'feat: a' }],
  ['{"ref":"refs/heads/main"}', undefined],
  ['{"pull_request":null}', undefined],
  ['null', undefined],
  [undefined, undefined],
])('the event %s is of %j', (event, expected) => {
  expect(pullRequestOf(event)).toEqual(expected);
});
