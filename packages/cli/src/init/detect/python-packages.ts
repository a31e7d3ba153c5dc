import { type Folder, has } from '../folder.ts';

/** How the packages of a Python app, and its source, get into its image. */
export interface PythonPackages {
  /** What names them; undefined when nothing does. */
  file: string | undefined;
  /** Lines of the Dockerfile, the copy of the source among them. */
  steps: string;
  /** Folder to put before PATH. */
  path: string;
  why: string;
  warnings: readonly string[];
}

const pip = 'pip install --no-cache-dir';

/** @param server the server that the app needs, e.g. gunicorn */
export function pythonPackages(folder: Folder, server: string | undefined): PythonPackages {
  const named = (file: string) => folder.texts.get(file) ?? '';
  const missing = (file: string) =>
    server !== undefined && !new RegExp(`\\b${server}\\b`, 'i').test(named(file)) ? server : undefined;
  const told = (extra: string | undefined, file: string) =>
    extra === undefined
      ? []
      : [
          `${extra} is not among the packages of ${file}; the Dockerfile installs the newest: name it there, with a version.`,
        ];
  if (has(folder, 'uv.lock')) {
    const extra = missing('pyproject.toml');
    return {
      file: 'uv.lock',
      steps: `RUN ${pip} uv
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --no-install-project${extra === undefined ? '' : ` && uv pip install --no-cache ${extra}`}
COPY . .
`,
      path: '/app/.venv/bin',
      why: 'uv installs exactly what uv.lock says.',
      warnings: told(extra, 'pyproject.toml'),
    };
  }
  if (has(folder, 'requirements.txt')) {
    const extra = missing('requirements.txt');
    return {
      file: 'requirements.txt',
      steps: `COPY requirements.txt ./
RUN ${pip} -r requirements.txt${extra === undefined ? '' : ` ${extra}`}
COPY . .
`,
      path: '',
      why: 'pip installs what requirements.txt says, in a layer of its own, which stays while that file does.',
      warnings: told(extra, 'requirements.txt'),
    };
  }
  if (has(folder, 'pyproject.toml') && /^\[project\]/m.test(named('pyproject.toml'))) {
    const extra = missing('pyproject.toml');
    return {
      file: 'pyproject.toml',
      steps: `COPY . .\nRUN ${pip} .${extra === undefined ? '' : ` ${extra}`}\n`,
      path: '',
      why: 'pip installs the project with what pyproject.toml says.',
      warnings: [
        ...told(extra, 'pyproject.toml'),
        'There is no lock file, so that each build may get other packages: `uv lock` makes one.',
      ],
    };
  }
  const install = server === undefined ? '' : `RUN ${pip} ${server}\n`;
  return {
    file: undefined,
    steps: `${install}COPY . .\n`,
    path: '',
    why: 'Nothing is installed: there is no requirements.txt and no pyproject.toml.',
    warnings: [],
  };
}

const newest = 13;

/** The image of the Python that the app asks for. */
export function pythonVersion(folder: Folder): { tag: string; why: string } {
  const pinned = /^\s*(\d+\.\d+)/.exec(folder.texts.get('.python-version') ?? '')?.[1];
  if (pinned !== undefined)
    return { tag: `${pinned}-slim`, why: `python:${pinned}-slim, because .python-version says ${pinned}.` };
  const range = /^requires-python\s*=\s*["']([^"']+)["']/m.exec(
    folder.texts.get('pyproject.toml') ?? '',
  )?.[1];
  if (range === undefined)
    return {
      tag: `3.${newest}-slim`,
      why: `python:3.${newest}-slim; a file .python-version or \`requires-python\` would decide.`,
    };
  const minor = highestMinor(range);
  return {
    tag: `3.${minor}-slim`,
    why: `python:3.${minor}-slim, because \`requires-python\` says ${range}.`,
  };
}

/** The newest 3.x, no newer than the default unless it must be, within bounds such as `>=3.11,<3.13`. */
function highestMinor(range: string): number {
  const bound = (pattern: RegExp) => {
    const found = pattern.exec(range)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  const exact = bound(/(?:==|~=)\s*3\.(\d+)/);
  if (exact !== undefined && (/==/.test(range) || /~=\s*3\.\d+\.\d/.test(range))) return exact;
  const below = bound(/<\s*3\.(\d+)/);
  const upTo = bound(/<=\s*3\.(\d+)/);
  const least = bound(/(?:>=|>|~=)\s*3\.(\d+)/) ?? 0;
  return Math.max(least, Math.min(newest, upTo ?? (below === undefined ? newest : below - 1)));
}
