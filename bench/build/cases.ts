import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { services } from './example-app.ts';

/** What a merge changed, and what the builder has from before when its job begins. */
export interface Case {
  name: 'cold' | 'one service changed' | 'unchanged' | 'unchanged, warm builder';
  /** `empty`: as on a hosted runner. `warm`: it has built and pushed the commit before. */
  builder: 'empty' | 'warm';
  /** Services that have to be built; the image of any other exists. */
  built: readonly string[];
  change(checkout: string): void;
}

/** In the order in which one repository goes through them. */
export const cases: readonly Case[] = [
  { name: 'cold', builder: 'empty', built: services, change: () => undefined },
  { name: 'one service changed', builder: 'empty', built: ['web'], change: append('services/web/server.js') },
  { name: 'unchanged', builder: 'empty', built: [], change: append('README.md') },
  { name: 'unchanged, warm builder', builder: 'warm', built: [], change: append('README.md') },
];

function append(file: string): (checkout: string) => void {
  return (checkout) => appendFileSync(join(checkout, file), '\n');
}
