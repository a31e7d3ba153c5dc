import { describe, expect, it } from 'vitest';
import { contentOf, planOf } from './folders.ts';

const json = (value: object) => JSON.stringify(value);
const server = { 'server.js': 'server.listen(3000)' };

/** What a Dockerfile must hold for an app of these files. */
const apps: [string, Record<string, string>, RegExp[]][] = [
  [
    'Node without packages',
    { 'package.json': '{}', ...server },
    [/^FROM node:24-slim\n/, /CMD \["node", "server.js"\]/],
  ],
  [
    'Node of a version, with npm’s lock',
    {
      'package.json': json({ engines: { node: '>=20 <23' }, main: 'app/main.js' }),
      'package-lock.json': '{}',
    },
    [
      /^FROM node:22-slim\n/,
      /COPY package\.json package-lock\.json \.\/\nRUN npm ci --omit=dev/,
      /"app\/main.js"/,
    ],
  ],
  [
    'Node with pnpm and a build',
    {
      'package.json': json({
        scripts: { build: 'tsc', start: 'NODE_OPTIONS=--enable-source-maps node dist/main.js' },
      }),
      'pnpm-lock.yaml': '',
    },
    [
      /AS build/,
      /corepack enable && pnpm install --frozen-lockfile\n/,
      /pnpm run build && pnpm prune --prod/,
      /ENV NODE_ENV=production NODE_OPTIONS="--enable-source-maps"/,
      /CMD \["node", "dist\/main.js"\]/,
    ],
  ],
  [
    'Node started by a tool of its own',
    { 'package.json': json({ scripts: { start: 'next start' } }), 'yarn.lock': '# yarn lockfile v1' },
    [/yarn install --frozen-lockfile --production/, /CMD \["node_modules\/.bin\/next", "start"\]/],
  ],
  [
    'Go, the program in a folder',
    { 'go.mod': 'module x\ngo 1.25.3\n', 'go.sum': '', 'cmd/api/main.go': 'package main\nfunc main() {}\n' },
    [
      /^FROM golang:1\.25 AS build/,
      /COPY go\.mod go\.sum/,
      /-o \/app \.\/cmd\/api/,
      /FROM scratch/,
      /USER 1000/,
    ],
  ],
  [
    'FastAPI',
    { 'requirements.txt': 'fastapi\nuvicorn', 'web/main.py': 'api = FastAPI()' },
    [
      /^FROM python:3\.13-slim/,
      /-r requirements\.txt\n/,
      /CMD \["uvicorn", "web\.main:api", "--host", "0\.0\.0\.0"/,
    ],
  ],
  [
    'Flask without a server of its own',
    { 'requirements.txt': 'flask', 'app.py': 'application = Flask(__name__)' },
    [
      /-r requirements\.txt gunicorn\n/,
      /CMD \["gunicorn", "--bind", "0\.0\.0\.0:8080", .*"app:application"\]/,
    ],
  ],
  [
    'Django with uv',
    {
      'pyproject.toml': '[project]\nrequires-python = ">=3.11,<3.13"\ndependencies = ["django", "gunicorn"]',
      'uv.lock': '',
      'manage.py': '',
      'shop/wsgi.py': '',
    },
    [
      /^FROM python:3\.12-slim/,
      /uv sync --frozen --no-dev/,
      /PATH=\/app\/\.venv\/bin:\$PATH/,
      /"shop\.wsgi:application"/,
    ],
  ],
  ['plain Python', { 'main.py': 'import http.server' }, [/CMD \["python", "main\.py"\]/]],
  [
    'a static site',
    { 'index.html': '' },
    [/^FROM nginxinc\/nginx-unprivileged:1\.28\nCOPY \. \/usr\/share\/nginx\/html/, /USER 101/],
  ],
  ['a static site in a folder', { 'public/index.html': '' }, [/COPY public \/usr\/share/]],
  [
    'a static site that is built',
    {
      'package.json': json({ scripts: { build: 'vite build' }, devDependencies: { vite: '7' } }),
      'package-lock.json': '{}',
      'index.html': '',
      'src/main.ts': '',
    },
    [/npm run build/, /COPY --from=build \/app\/dist \/usr\/share\/nginx\/html/],
  ],
];

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
