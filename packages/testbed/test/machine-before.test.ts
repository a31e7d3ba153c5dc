import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { restoreMachine, saveMachine } from '../src/machine-before.ts';

let base: string;
const savedFile = () => join(base, 'machine-before.json');
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'workaday-machine-'));
});
afterEach(() => rmSync(base, { recursive: true }));

test('folders that were not there are removed as far as nothing of others is in them', () => {
  const [empty, used] = [join(base, 'empty'), join(base, 'used')];
  mkdirSync(join(empty, 'a/b'), { recursive: true });
  mkdirSync(join(used, 'a/b'), { recursive: true });
  writeFileSync(join(used, 'file'), 'of somebody else');
  writeFileSync(
    savedFile(),
    JSON.stringify({ settings: {}, absent: [empty, used, join(base, 'never made')] }),
  );
  restoreMachine(base);
  expect(readdirSync(base)).toEqual(['used']);
  expect(readdirSync(used)).toEqual(['file']);
});

test('what the first testbed found is kept while others start', () => {
  saveMachine(base);
  const first = readFileSync(savedFile(), 'utf8');
  expect(JSON.parse(first).settings).toHaveProperty(['net/ipv4/ip_forward']);
  writeFileSync(savedFile(), '{"settings":{},"absent":[]}');
  saveMachine(base);
  expect(readFileSync(savedFile(), 'utf8')).toBe('{"settings":{},"absent":[]}');
});

test('without a record there is nothing to put back', () => {
  restoreMachine(base);
  expect(existsSync(savedFile())).toBe(false);
});
