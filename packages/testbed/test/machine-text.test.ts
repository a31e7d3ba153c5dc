import { expect, test } from 'vitest';
import { parseHierarchies } from '../src/cgroups.ts';
import { mountsBelow } from '../src/remove.ts';
import { withTableName } from '../src/tools/proxy-table.ts';

test('cgroup hierarchies of both versions are found', () => {
  const mounts = [
    'proc /proc proc rw 0 0',
    'cgroup /sys/fs/cgroup/cpu cgroup rw,relatime,cpu 0 0',
    'cgroup2 /sys/fs/cgroup/unified cgroup2 rw,relatime 0 0',
  ].join('\n');
  expect(parseHierarchies(mounts)).toEqual([
    { path: '/sys/fs/cgroup/cpu', version: 1, controllers: 'rw,relatime,cpu' },
    { path: '/sys/fs/cgroup/unified', version: 2, controllers: '' },
  ]);
});

test("mounts of one testbed are found innermost first, and another's are not", () => {
  const mounts = ['/b/1', '/b/1/a', '/b/1/a/in\\040ner', '/b/10/a', '/elsewhere'];
  const text = mounts.map((point) => `x ${point} tmpfs rw 0 0`).join('\n');
  expect(mountsBelow('/b/1', text)).toEqual(['/b/1/a/in ner', '/b/1/a']);
});

test('the source of kube-proxy is changed at exactly one place', () => {
  const call = 'return newInternal(family, table, realExec{}, options...)';
  expect(withTableName(`a\n${call}\nb`)).toContain('newInternal(family, tableName(table), realExec{}');
  expect(() => withTableName('a\nb')).toThrow(/0 times.*after an update of Kubernetes/s);
  expect(() => withTableName(`${call}\n${call}`)).toThrow(/2 times/);
});
