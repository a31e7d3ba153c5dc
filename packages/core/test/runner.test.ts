import { afterEach, expect, it, vi } from 'vitest';
import { nodeRunner } from '../src/node/runner.ts';

afterEach(() => void vi.restoreAllMocks());

it.each([
  ['hunter2', '::add-mask::hunter2'],
  ['hun\u200bter2', '::add-mask::hun\u200bter2|::add-mask::hunter2'],
  ['##[x]', '::add-mask::##[x]|::add-mask::## [x]'],
  ['a\r\nb%', '::add-mask::a%0D%0Ab%25|::add-mask::a%0Ab%25'],
])('the runner masks %j also as the log shows it', (secret, expected) => {
  const written: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text).trim()) > 0);
  nodeRunner({}).mask(secret);
  vi.restoreAllMocks();
  expect(written.join('|')).toBe(expected);
});
