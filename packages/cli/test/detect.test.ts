import { Failure } from '@workaday/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apps } from './apps.ts';
import { contentOf, planOf } from './folders.ts';

const json = (value: unknown) => JSON.stringify(value);
const server = { 'server.js': 'server.listen(3000)' };

describe('the Dockerfile of', () => {
  it.each(apps)('%s', (_, files, expected) => {
    const text = contentOf(planOf(files), 'Dockerfile');
    for (const pattern of expected) expect(text).toMatch(pattern);
  });

  it.each(apps)('%s: process 1 is the app, and not root', (_, files) => {
    const text = contentOf(planOf(files), 'Dockerfile');
    expect(text).toMatch(/^USER [1-9]\d*$/m);
    expect(text).not.toMatch(/^(CMD|ENTRYPOINT) [^[]/m);
    expect(text).not.toMatch(/^(CMD|ENTRYPOINT) \["(npm|yarn|pnpm|sh)"/m);
  });
});

describe('a hostile package.json', () => {
  it('is read or refused, whatever its fields hold', () => {
    const fields = fc.record(
      {
        main: fc.json(),
        scripts: fc.json(),
        engines: fc.json(),
        dependencies: fc.json(),
        workspaces: fc.json(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fields, (values) => {
        const members = Object.entries(values).map(([name, value]) => `${json(name)}: ${value}`);
        dockerfileOf({ 'package.json': `{${members.join()}}`, 'server.js': '' });
      }),
    );
    fc.assert(fc.property(fc.json(), (text) => void dockerfileOf({ 'package.json': text, 'server.js': '' })));
  });

  it('writes no line of its own into the Dockerfile', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', ' ', '\n', '"', "'", '=', '\\', '$', '[', 'RUN x', '/'),
    });
    fc.assert(
      fc.property(text, text, fc.boolean(), (start, main, asMain) => {
        const manifest = asMain ? { main } : { scripts: { start } };
        const dockerfile = dockerfileOf({ 'package.json': json(manifest) });
        expect(dockerfile).toMatch(
          /^(FROM node:24-slim\nENV [^\n]+\nWORKDIR \/app\nCOPY \. \.\nUSER 1000\nEXPOSE 8080\nCMD \[".*\]\n)?$/,
        );
      }),
    );
  });
});

/** Empty where init refuses. */
function dockerfileOf(files: Record<string, string>): string {
  try {
    return contentOf(planOf(files), 'Dockerfile');
  } catch (error) {
    if (error instanceof Failure) return '';
    throw error;
  }
}

describe('what cannot be decided says which option decides', () => {
  it.each([
    ['nothing', {}, /--kind/],
    ['two languages', { 'go.mod': 'go 1.26', 'package.json': '{}', ...server }, /--kind node or --kind go/],
    ['two programs', { 'go.mod': 'go 1.26', 'a/m.go': main(), 'b/m.go': main() }, /--entry/],
    ['no program', { 'go.mod': 'go 1.26' }, /--entry/],
    [
      'a start that needs a shell',
      { 'package.json': json({ scripts: { start: 'a && b' } }) },
      /--entry FILE/,
    ],
    ['a start that calls npm', { 'package.json': json({ scripts: { start: 'npm run x' } }) }, /--entry FILE/],
    ['a workspace', { 'package.json': json({ workspaces: ['a'] }) }, /Dockerfile for each service/],
    ['no entry in Python', { 'requirements.txt': '' }, /--entry FILE/],
    ['routes without a page', { 'package.json': '{}', 'server.js': "app.get('/items', f)" }, /--health PATH/],
    ['a broken package.json', { 'package.json': '{' }, /Correct it/],
  ])('%s', (_, files, next) => {
    expect(() => planOf(files)).toThrow(
      expect.objectContaining({ parts: expect.objectContaining({ next: expect.stringMatching(next) }) }),
    );
  });

  it('and the option does', () => {
    const go = { 'go.mod': 'go 1.26', 'a/m.go': main(), 'b/m.go': main() };
    expect(contentOf(planOf(go, { entry: 'b' }), 'Dockerfile')).toContain('-o /app ./b\n');
    const both = { 'go.mod': 'go 1.26', 'm.go': main(), 'package.json': '{}', ...server };
    expect(contentOf(planOf(both, { kind: 'node' }), 'Dockerfile')).toContain('FROM node:24-slim');
    const routes = { 'package.json': '{}', 'server.js': "app.get('/items', f)" };
    expect(contentOf(planOf(routes, { health: '/items' }), 'k8s/deployment.yaml')).toContain('path: /items');
  });
});

function main(): string {
  return 'package main\n\nfunc main() {}\n';
}
