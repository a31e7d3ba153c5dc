import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allot } from '../src/allotment.ts';
import { corefile } from '../src/cluster/dns.ts';
import { useGiven } from '../src/cluster/given.ts';
import { serverOf } from '../src/cluster/kubeconfig.ts';

const own = allot(1, '/base');

describe("CoreDNS's settings", () => {
  test.each([
    ['with a resolver of the machine', 'search a\nnameserver 192.0.2.1\n', true],
    ['without one', '# nameserver 192.0.2.1\n', false],
  ])('%s', (_name, resolver, expected) => {
    expect(corefile(own, '/k', resolver).includes('forward . /etc/resolv.conf')).toBe(expected);
  });
});

describe('a given kubeconfig', () => {
  const withFile = async (text: string, use: (file: string) => unknown) => {
    const folder = mkdtempSync(join(tmpdir(), 'workaday-kubeconfig-'));
    try {
      const file = join(folder, 'config');
      writeFileSync(file, text);
      return await use(file);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  const config = (current: string, server = 'https://two:6443') => `
current-context: ${current}
contexts: [{ name: one, context: { cluster: a } }, { name: two, context: { cluster: b } }]
clusters: [{ name: a, cluster: { server: 'https://one' } }, { name: b, cluster: { server: '${server}' } }]
`;

  test("the current context's server is used", async () => {
    expect(await withFile(config('two'), serverOf)).toBe('https://two:6443');
  });

  test.each([
    [
      'a context that does not exist',
      config('three'),
      /current context \("three"\).*kubectl config use-context/,
    ],
    ['no context', '{}', /current context \(""\)/],
    ['an empty file', '', /current context \(""\)/],
  ])('%s is said', async (_name, text, message) => {
    await expect(withFile(text, serverOf)).rejects.toThrow(message);
  });

  test('a file that does not exist is said', async () => {
    await expect(useGiven('/no/such/file', 'kubectl')).rejects.toThrow(
      /WORKADAY_KUBECONFIG names \/no\/such\/file/,
    );
  });

  test('a cluster that does not answer is said, with its address', async () => {
    const refused = config('two', 'https://127.0.0.1:1');
    await expect(withFile(refused, (file) => useGiven(file, 'kubectl'))).rejects.toThrow(
      /does not answer at https:\/\/127\.0\.0\.1:1/,
    );
  });
});
