import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  lockText,
  rollbackPermissions,
  rollbackText,
  shipPermissions,
  shipText,
} from '../src/init/workflow-forms.ts';

const root = join(import.meta.dirname, '../../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

describe('the workflows that init writes', () => {
  it.each([
    ['ship.yml', 'web-service', shipText('your-org', 'main', true)],
    ['rollback.yml', 'web-service', rollbackText('your-org')],
    ['lock.yml', 'web-service', lockText('your-org')],
  ])('%s is that of examples/%s', (file, example, text) => {
    expect(text).toBe(read(`examples/${example}/.github/workflows/${file}`));
  });
});

/** What the jobs of a called workflow ask for together, the greater where they differ. */
function asked(path: string): Record<string, string> {
  const jobs = Object.values(parse(read(path)).jobs) as { permissions: Record<string, string> }[];
  const together: Record<string, string> = {};
  for (const { permissions } of jobs)
    for (const [scope, access] of Object.entries(permissions))
      if (together[scope] !== 'write') together[scope] = access;
  return together;
}

describe('the permissions', () => {
  it('are those that the called workflows ask for', () => {
    expect(shipPermissions).toEqual(asked('.github/workflows/ship.yml'));
    expect(rollbackPermissions).toEqual(asked('.github/workflows/rollback.yml'));
  });
});
