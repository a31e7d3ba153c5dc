import { vi } from 'vitest';
import { testSeeds } from './seeds.ts';

vi.mock('node:zlib', () => import('./at-once/zlib.ts'));
vi.mock('node:fs/promises', () => import('./at-once/fs.ts'));

testSeeds(1);
