import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readApp } from '../src/demo/any-app.ts';
import { anyChanges, exampleChanges } from '../src/demo/changes.ts';
import { foundationCommands } from '../src/demo/foundation.ts';
import { missingCaller } from '../src/demo/stage.ts';
import { newStory, timeline } from '../src/demo/story.ts';
import { repositoryRoot } from '../src/repository.ts';

const example = join(repositoryRoot, 'examples/web-service');
const read = (path: string) => readFile(join(example, path), 'utf8');

describe('the changes that the demo merges', () => {
  it('fit examples/web-service, and each differs from it', async () => {
    const { feature, bad, crash } = await exampleChanges(read);
    const server = await read('server.js');
    for (const change of [feature, bad, crash]) expect(change.files['server.js']).not.toBe(server);
    expect(bad.files['k8s/settings.yaml']).not.toBe(await read('k8s/settings.yaml'));
  });

  it('are refused loudly when the example no longer has what they change', async () => {
    await expect(exampleChanges(async () => 'something else')).rejects.toThrow(/no longer fits/);
  });

  it('keep the probes of an unknown app green while its page is broken', async () => {
    const facts = await readApp(example, 'acme/web-service');
    expect(facts).toMatchObject({
      app: 'web-service',
      namespace: 'web-service',
      port: 8080,
      probePaths: ['/healthz'],
      nodePort: 30080,
    });
    const { bad } = await anyChanges(read, facts);
    expect(bad.files['Dockerfile']).toContain('/healthz');
    expect(bad.files['Dockerfile']).toContain('8080');
  });
});

describe('readApp', () => {
  it('names the image by the app where the manifests name one image in all', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'workaday-demo-'));
    const write = async (path: string, text: string) => {
      await mkdir(join(folder, 'k8s'), { recursive: true });
      await writeFile(join(folder, path), text);
    };
    await write('Dockerfile', 'FROM scratch\n');
    await write('k8s/a.yaml', 'spec:\n  - image: "ghcr.io/old/thing:3" # old\n');
    expect((await readApp(folder, 'acme/shop')).adoption).toEqual({
      'k8s/a.yaml': 'spec:\n  - image: shop # old\n',
    });
    await write('k8s/b.yaml', 'image: redis:7\n');
    expect((await readApp(folder, 'acme/shop')).adoption).toEqual({});
    await rm(folder, { recursive: true });
  });

  it('says what a folder lacks', async () => {
    await expect(readApp(join(repositoryRoot, 'examples/foundation'), 'acme/x')).rejects.toThrow(
      /has no Dockerfile/,
    );
  });
});

describe('missingCaller', () => {
  it('leaves the callers of the examples as they are, and gives one to a folder that has none', async () => {
    for (const name of ['web-service', 'monorepo'])
      expect(await missingCaller(join(repositoryRoot, 'examples', name))).toEqual({});
    const given = await missingCaller(join(repositoryRoot, 'examples/foundation'));
    expect(given['.github/workflows/ship.yml']).toContain(
      'uses: your-org/workaday/.github/workflows/ship.yml@v1',
    );
  });
});

describe('the foundation', () => {
  it('has five commands, as its README promises', async () => {
    const commands = foundationCommands(
      await readFile(join(repositoryRoot, 'examples/foundation/README.md'), 'utf8'),
    );
    expect(commands.map((command) => command.split(' ').slice(0, 2).join(' '))).toEqual([
      'kubectl apply',
      'kubectl apply',
      'kubectl apply',
      'sh credential.sh',
      'gh secret',
    ]);
  });
});

describe('the story', () => {
  it('counts a chapter good only when all that it claimed was seen', async () => {
    const lines: string[] = [];
    let now = 0;
    const story = newStory(
      (line) => lines.push(line),
      () => (now += 500),
    );
    expect(await story.chapter('good', async (observe) => observe('a claim', true, 'it was so'))).toBe(true);
    expect(await story.chapter('bad', async (observe) => observe('a claim', false, 'it was not'))).toBe(
      false,
    );
    expect(await story.chapter('broken', () => Promise.reject(new Error('no cluster')))).toBe(false);
    expect(lines.join('\n')).toContain('no cluster');
    expect(
      timeline(story.chapters)
        .split('\n')
        .slice(1)
        .map((row) => /[✓✗]/.exec(row)?.[0]),
    ).toEqual(['✓', '✗', '✗']);
  });
});
