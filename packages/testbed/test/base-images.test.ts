import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { baseImageNames } from '../src/images/base-images.ts';

const root = join(import.meta.dirname, '../../..');

describe('the base images of the examples', () => {
  const dockerfiles = globSync('examples/**/Dockerfile', { cwd: root }).filter(
    (path) => !path.includes('node_modules'),
  );

  it.each(dockerfiles)('%s: the testbed has them', (path) => {
    const named = [...readFileSync(join(root, path), 'utf8').matchAll(/^FROM (\S+)/gm)].map(
      ([, image]) => image,
    );
    expect(named.length).toBeGreaterThan(0);
    for (const image of named) expect([...baseImageNames, 'scratch']).toContain(image);
  });
});
