const json = (value: object) => JSON.stringify(value);
const server = { 'server.js': 'server.listen(3000)' };

/** What a Dockerfile must hold for an app of these files. */
export const apps: [string, Record<string, string>, RegExp[]][] = [
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
    { 'package.json': json({ scripts: { start: 'next start' } }), 'yarn.lock': '' },
    [/yarn install --frozen-lockfile --production/, /CMD \["node_modules\/.bin\/next", "start"\]/],
  ],
  [
    'Node with a yarn of today',
    {
      'package.json': json({ main: 'a.js', packageManager: 'yarn@4.9.2' }),
      'yarn.lock': '',
      '.yarnrc.yml': '',
    },
    [
      /COPY package\.json yarn\.lock \.yarnrc\.yml \.\//,
      /corepack enable && yarn workspaces focus --production/,
    ],
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
