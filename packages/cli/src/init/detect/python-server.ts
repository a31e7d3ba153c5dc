import { type Folder, firstOf, has } from '../folder.ts';
import { undecided } from './recipe.ts';

/** What serves a Python app. */
export interface PythonServer {
  framework: string;
  entry: string;
  argv: readonly string[];
  /** The package that must be installed for it. */
  needs: string | undefined;
  why: string;
  warnings: readonly string[];
}

type Source = { path: string; text: string };

export function pythonServer(
  folder: Folder,
  sources: readonly Source[],
  entry: string | undefined,
  port: number,
): PythonServer {
  const chosen = entry === undefined ? sources : sources.filter(({ path }) => path === entry);
  if (entry !== undefined && chosen.length === 0)
    throw undecided([
      { what: `--entry names ${entry}, which does not exist`, next: 'Name a file such as --entry app.py.' },
    ]);
  const asgi = application(chosen, /^(\w+)(?::[^=\n]+)?\s*=\s*(FastAPI|Starlette|Litestar|Quart)\(/m);
  if (asgi !== undefined) return uvicorn(asgi, port);
  if (entry === undefined && has(folder, 'manage.py')) return django(folder, port);
  const flask = application(chosen, /^(\w+)(?::[^=\n]+)?\s*=\s*(Flask)\(/m) ?? factory(chosen);
  if (flask !== undefined) return gunicorn('Flask', flask.path, `${flask.module}:${flask.name}`, port);
  const file = entry ?? firstOf(folder, ['app.py', 'main.py', 'server.py']);
  if (file === undefined)
    throw undecided([
      {
        what: 'no FastAPI, Starlette, Flask or Django app was found, and there is no app.py, main.py or server.py',
        next: 'Name the file that starts the app with --entry FILE.',
      },
    ]);
  return {
    framework: 'plain',
    entry: file,
    argv: ['python', file],
    needs: undefined,
    why: `Python itself runs ${file} as process 1, in the exec form, so that SIGTERM reaches it.`,
    warnings: [],
  };
}

interface Application {
  path: string;
  module: string;
  name: string;
  framework: string;
}

function application(sources: readonly Source[], pattern: RegExp): Application | undefined {
  for (const { path, text } of sources) {
    const [, name = 'app', framework = ''] = pattern.exec(text) ?? [];
    if (framework !== '') return { path, module: moduleOf(path), name, framework };
  }
  return undefined;
}

function factory(sources: readonly Source[]): Application | undefined {
  const found = sources.find(({ text }) => /^def create_app\(/m.test(text) && text.includes('Flask('));
  return (
    found && { path: found.path, module: moduleOf(found.path), name: 'create_app()', framework: 'Flask' }
  );
}

/** `src/web/__init__.py` is the module `web`, where `src` is not a package itself. */
function moduleOf(path: string): string {
  return path
    .replace(/\.py$/, '')
    .replace(/\/__init__$/, '')
    .replaceAll('/', '.');
}

function uvicorn({ path, module, name, framework }: Application, port: number): PythonServer {
  return {
    framework,
    entry: path,
    argv: ['uvicorn', `${module}:${name}`, '--host', '0.0.0.0', '--port', String(port)],
    needs: 'uvicorn',
    why: `uvicorn serves ${module}:${name}, because it is ${framework}; on SIGTERM it ends what it began.`,
    warnings: [],
  };
}

function gunicorn(framework: string, path: string, target: string, port: number): PythonServer {
  return {
    framework,
    entry: path,
    argv: ['gunicorn', '--bind', `0.0.0.0:${port}`, '--threads', '4', target],
    needs: 'gunicorn',
    why: `gunicorn serves ${target}, because it is ${framework}, whose own server is for development; one process of four threads, for Kubernetes adds the replicas; on SIGTERM it ends what it began.`,
    warnings: [],
  };
}

function django(folder: Folder, port: number): PythonServer {
  const wsgi = folder.paths.filter((path) => /^[^/]+\/wsgi\.py$/.test(path));
  const [only, ...others] = wsgi;
  if (only === undefined || others.length > 0)
    throw undecided([
      {
        what: `manage.py is there, and ${only === undefined ? 'no' : 'more than one'} PROJECT/wsgi.py`,
        next: 'Write the Dockerfile by hand, and run init again: it takes it as it is.',
      },
    ]);
  return {
    ...gunicorn('Django', only, `${moduleOf(only)}:application`, port),
    warnings: [
      'Django answers only names in ALLOWED_HOSTS; the probes ask by the address of the pod: let the health path answer before that check, or add the addresses. Migrations belong into a Job, static files into the image (`collectstatic`).',
    ],
  };
}
