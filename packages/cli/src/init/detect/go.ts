import { type Folder, has, sourcesOf } from '../folder.ts';
import { readHints } from '../hints.ts';
import {
  type Asked,
  appUser,
  appUserWhy,
  chooseHealth,
  choosePort,
  lowPortWarning,
  type Recipe,
  stopWarning,
  undecided,
} from './recipe.ts';

/** A Go program: built static, and nothing but it in the image. */
export function goRecipe(folder: Folder, asked: Asked): Recipe {
  const version = goVersion(folder.texts.get('go.mod') ?? '');
  const program = mainPackage(folder, asked.entry);
  const hints = readHints(sourcesOf(folder, /\.go$/));
  const chosen = choosePort(asked, hints);
  const sums = has(folder, 'go.sum') ? ' go.sum' : '';
  return {
    found: 'a Go program, by its go.mod',
    dockerfile: `FROM golang:${version.tag} AS build
WORKDIR /src
COPY go.mod${sums} ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /app ${program.path}

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /app /app
USER ${appUser}
EXPOSE ${chosen.port}
ENTRYPOINT ["/app"]
`,
    why: [
      version.why,
      program.why,
      'CGO off: the program is static and needs nothing of a system, so that the image is `scratch`: no shell, no package, nothing to update but the program.',
      'The certificates of authorities come along, for what the program asks by HTTPS.',
      appUserWhy,
    ],
    ignore: ['README.md', '.env*'],
    run: {
      ...chosen,
      user: appUser,
      ...chooseHealth(asked, hints),
      memory: { request: '32Mi', limit: '128Mi' },
      warnings: [
        ...lowPortWarning(chosen.port),
        ...stopWarning(
          hints,
          '`signal.NotifyContext(context.Background(), syscall.SIGTERM)`, then `server.Shutdown`.',
        ),
        ...readsFiles(folder),
      ],
    },
  };
}

/** The image of the version that go.mod asks for; the official one takes no newer toolchain by itself. */
export function goVersion(text: string): { tag: string; why: string } {
  const said = /^toolchain\s+go(\d+\.\d+)/m.exec(text)?.[1] ?? /^go\s+(\d+\.\d+)/m.exec(text)?.[1];
  if (said === undefined)
    throw undecided([
      {
        what: 'go.mod names no version of Go',
        next: 'Add a line such as `go 1.26` (`go mod edit -go=1.26`).',
      },
    ]);
  return { tag: said, why: `golang:${said}, because go.mod asks for Go ${said}.` };
}

function mainPackage(folder: Folder, entry: string | undefined): { path: string; why: string } {
  const packages = new Set(
    sourcesOf(folder, /\.go$/)
      .filter(({ text }) => /^package main\b/m.test(text) && /^func main\(\)/m.test(text))
      .map(({ path }) => (path.includes('/') ? `./${path.slice(0, path.lastIndexOf('/'))}` : '.')),
  );
  if (entry !== undefined) {
    const path = entry === '.' || entry.startsWith('./') ? entry : `./${entry}`;
    if (packages.has(path.replace(/\/$/, ''))) return { path, why: `${path} is built, as --entry says.` };
    throw undecided([
      {
        what: `--entry names ${entry}, which is no \`package main\``,
        next: `Name one of ${[...packages].join(', ') || 'them, once there is one'}.`,
      },
    ]);
  }
  const [only, ...others] = packages;
  if (only !== undefined && others.length === 0 && /^[\w./-]+$/.test(only))
    return { path: only, why: `${only} is built: the one \`package main\`.` };
  throw undecided([
    {
      what:
        only === undefined
          ? 'go.mod is there, but no `package main` with a `func main()`'
          : `which program is shipped is not plain: ${[...packages].join(', ')}`,
      next: 'Name it with --entry DIR, such as --entry ./cmd/server; the names of its folders are letters, digits and dashes.',
    },
  ]);
}

function readsFiles(folder: Folder): string[] {
  const embeds = sourcesOf(folder, /\.go$/).some(({ text }) => text.includes('//go:embed'));
  const data = ['templates', 'static', 'public', 'web', 'migrations'].filter((name) =>
    folder.paths.some((path) => path.startsWith(`${name}/`) && !path.endsWith('.go')),
  );
  if (embeds || data.length === 0) return [];
  return [
    `The image holds the program alone: what it reads while it runs (${data.join(', ')}?) must be embedded (\`//go:embed\`), or copied by a line of the Dockerfile.`,
  ];
}
