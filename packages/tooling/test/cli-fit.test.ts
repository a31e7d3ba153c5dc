import { describe, expect, it } from 'vitest';
import { readDockerfile } from '../../../actions/build/src/dockerfile/read-dockerfile.ts';
import { dockerfileFindings } from '../../../actions/build/src/fit/dockerfile-findings.ts';
import { apps } from '../../cli/test/apps.ts';
import { contentOf, planOf } from '../../cli/test/folders.ts';

const facts = { buildArgs: new Map<string, string>(), target: undefined, platforms: ['linux/amd64'] };

describe('the Dockerfile that init writes has nothing that the build would tell of, for', () => {
  it.each(apps)('%s', (_, files) => {
    const plan = planOf(files);
    const dockerfile = readDockerfile(contentOf(plan, 'Dockerfile'), facts);
    const hasIgnoreFile = contentOf(plan, '.dockerignore') !== '';
    expect(dockerfileFindings(dockerfile, 'Dockerfile', { hasIgnoreFile, gitInContext: false })).toEqual([]);
  });
});
