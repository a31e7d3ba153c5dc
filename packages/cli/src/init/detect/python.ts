import { type Folder, has, sourcesOf } from '../folder.ts';
import { readHints } from '../hints.ts';
import { type PythonPackages, pythonPackages, pythonVersion } from './python-packages.ts';
import { pythonServer } from './python-server.ts';
import {
  type Asked,
  appUser,
  appUserWhy,
  chooseHealth,
  choosePort,
  execForm,
  lowPortWarning,
  type Recipe,
  stopWarning,
} from './recipe.ts';

/** A Python app: its packages first, then its source, started by the server that its framework asks for. */
export function pythonRecipe(folder: Folder, asked: Asked): Recipe {
  const version = pythonVersion(folder);
  const sources = sourcesOf(folder, /\.py$/);
  const hints = readHints(sources);
  const chosen = choosePort(asked, hints);
  const server = pythonServer(folder, sources, asked.entry, chosen.port);
  const packages = pythonPackages(folder, server.needs);
  const setsPort = chosen.setsPort && server.needs === undefined;
  return {
    found: `a Python app (${server.framework}), by its ${packages.file ?? server.entry}`,
    dockerfile: dockerfile(version.tag, packages, server.argv, chosen.port),
    why: [
      version.why,
      packages.why,
      server.why,
      'Output is not buffered, so that log lines come when they are written.',
      appUserWhy,
    ],
    ignore: ['__pycache__', '*.pyc', '.venv', 'venv', '.env*', '.pytest_cache'],
    run: {
      ...chosen,
      setsPort,
      portWhy:
        server.needs === undefined
          ? chosen.portWhy
          : `port ${chosen.port}, on which the Dockerfile lets ${server.needs} listen; --port decides`,
      user: appUser,
      ...chooseHealth(asked, hints),
      memory: { request: '64Mi', limit: '256Mi' },
      warnings: [
        ...packages.warnings,
        ...server.warnings,
        ...lowPortWarning(chosen.port),
        ...(server.needs === undefined
          ? stopWarning(
              hints,
              '`signal.signal(signal.SIGTERM, …)` that ends the server. Python as process 1 ignores it otherwise, and is killed after the grace period.',
            )
          : []),
      ],
    },
  };
}

function dockerfile(tag: string, packages: PythonPackages, command: readonly string[], port: number): string {
  return `FROM python:${tag}
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1${packages.path === '' ? '' : ` PATH=${packages.path}:$PATH`}
WORKDIR /app
${packages.steps}USER ${appUser}
EXPOSE ${port}
CMD ${execForm(command)}
`;
}

/** Whether the folder looks like a Python app. */
export function isPythonApp(folder: Folder): boolean {
  return ['requirements.txt', 'pyproject.toml', 'uv.lock', 'manage.py', 'app.py', 'main.py'].some((file) =>
    has(folder, file),
  );
}
