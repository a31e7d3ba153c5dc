import { describe, expect, test } from 'vitest';
import { parseConfig, resolveConfig } from '../src/config.ts';
import { Failure } from '../src/failure.ts';
import { mayDo, requireRight } from '../src/rights.ts';
import { defaultRights, type RightName, resolveRights, rightNames } from '../src/rights-schema.ts';

describe('by default', () => {
  test.each([
    ['read', []],
    ['triage', ['rollback']],
    ['write', ['deploy', 'rollback', 'lock']],
    ['maintain', ['deploy', 'rollback', 'lock']],
    ['admin', ['deploy', 'rollback', 'lock', 'break-glass']],
    ['none', []],
    ['', []],
    ['Admin', []],
  ] satisfies [string, RightName[]][])('the role %j has the rights %j', (role, rights) => {
    expect(rightNames.filter((right) => mayDo(defaultRights, right, { login: 'x', role }))).toEqual(rights);
  });
});

describe('the configuration', () => {
  const rightsOf = (text: string, environment = 'production') =>
    resolveConfig(parseConfig(text, 'workaday.yml'), { repository: 'acme/web', manifestFolders: [] })
      .environments[environment]?.rights;

  test('names people in any case, and roles of the organisation', () => {
    const rights = rightsOf('rights: { rollback: { people: [Ada], roles: [intern] } }') ?? defaultRights;
    expect(mayDo(rights, 'rollback', { login: 'ADA', role: 'read' })).toBe(true);
    expect(mayDo(rights, 'rollback', { login: 'bob', role: 'intern' })).toBe(true);
    expect(mayDo(rights, 'rollback', { login: 'bob', role: 'admin' })).toBe(false);
    expect(mayDo(rights, 'lock', { login: 'bob', role: 'write' })).toBe(true);
  });

  test('of an environment replaces a right, and leaves the others', () => {
    const text =
      'criticality: high\nrights: { rollback: { roles: [admin] }, lock: { roles: [admin] } }\nenvironments: { production: {}, staging: { rights: { rollback: { roles: [write] } } } }';
    expect(rightsOf(text)?.rollback.roles).toEqual(['admin']);
    expect(rightsOf(text, 'staging')).toMatchObject({
      rollback: { roles: ['write'] },
      lock: { roles: ['admin'] },
    });
  });

  test.each([
    ['rights: { lock: { people: ["@ada"] } }', 'expected a login'],
    ['rights: { delete: { roles: [admin] } }', 'rights.delete is not a key'],
    ['rights: { lock: [admin] }', 'rights.lock'],
  ])('%s is refused', (text, problem) => {
    expect(() => rightsOf(text)).toThrow(problem);
  });

  test('may give a right to nobody', () => {
    const rights = resolveRights({ lock: {} });
    expect(mayDo(rights, 'lock', { login: 'ada', role: 'admin' })).toBe(false);
  });
});

test('who lacks a right is told which, who has it, and who can grant it', () => {
  const rights = resolveRights({ rollback: { roles: ['write', 'admin'], people: ['ada'] } });
  const person = { login: 'bob', role: 'read\n::error::x' };
  try {
    requireRight(rights, 'rollback', person, 'production');
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(Failure);
    const { reason, what, why, next } = (error as Failure).parts;
    expect(reason).toBe('not-allowed');
    expect(what).toContain('bob (role read');
    expect(what).not.toContain('\n::error');
    expect(why).toBe('The right `rollback` belongs to whoever has the role write or admin, and to ada.');
    expect(next).toContain('rights.rollback.people: [bob]');
  }
  expect(() => requireRight(rights, 'rollback', { login: 'Ada', role: 'none' }, 'production')).not.toThrow();
});
