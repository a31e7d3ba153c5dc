import { type Folder, has } from '../folder.ts';
import { nodeVersion } from './node.ts';
import { packageManager } from './node-packages.ts';
import { type PackageJson, readPackageJson } from './package-json.ts';
import { type Asked, choosePort, type Recipe, undecided } from './recipe.ts';

const image = 'nginxinc/nginx-unprivileged:1.28';
/** nginx's own user in that image. */
const user = 101;
const folders = ['', 'public', 'site', 'www', 'html'];
/** Where builders of sites put what they made. */
const builders: Readonly<Record<string, string>> = {
  vite: 'dist',
  astro: 'dist',
  'react-scripts': 'build',
  '@11ty/eleventy': '_site',
  gatsby: 'public',
};

/** The tool that makes a site of this package, and its folder. */
export function siteBuilder({
  scripts,
  dependencies,
  devDependencies,
}: PackageJson): [string, string] | undefined {
  if (scripts['build'] === undefined) return undefined;
  const all = { ...dependencies, ...devDependencies };
  return Object.entries(builders).find(([name]) => name in all);
}

export function isStaticSite(folder: Folder): boolean {
  return (
    siteFolder(folder) !== undefined ||
    (has(folder, 'package.json') && siteBuilder(readPackageJson(folder)) !== undefined)
  );
}

function siteFolder(folder: Folder): string | undefined {
  return folders.find((name) => has(folder, name === '' ? 'index.html' : `${name}/index.html`));
}

/** A site of files: nginx without the rights of root. */
export function staticRecipe(folder: Folder, asked: Asked): Recipe {
  const built = has(folder, 'package.json') ? siteBuilder(readPackageJson(folder)) : undefined;
  const hints = { port: undefined, takesPort: false, health: undefined, answersRoot: true, hearsTerm: true };
  const chosen = choosePort({ ...asked, port: undefined }, hints);
  if (asked.port !== undefined && asked.port !== chosen.port)
    throw undecided([
      {
        what: `--port says ${asked.port}, but the web server of the image listens on ${chosen.port}`,
        next: 'Leave --port out; the Service offers the site as port 80.',
      },
    ]);
  const pages = built === undefined ? plainSite(folder, asked.entry) : builtSite(folder, built, asked.entry);
  return {
    found: pages.found,
    dockerfile: `${pages.stage}FROM ${image}
COPY ${pages.copy} /usr/share/nginx/html
USER ${user}
EXPOSE ${chosen.port}
`,
    why: [
      `${image}: nginx as it is, but set up to run as user ${user}, on a port that needs no root; it starts nginx itself, which ends its answers before it stops.`,
      pages.why,
    ],
    ignore: ['README.md', ...(built === undefined ? [] : ['node_modules', '.env*'])],
    run: {
      ...chosen,
      portWhy: `port ${chosen.port}, on which the web server of the image listens`,
      user,
      probe: asked.health ?? '/',
      checks: [],
      memory: { request: '16Mi', limit: '64Mi' },
      warnings: [],
    },
  };
}

interface Pages {
  found: string;
  stage: string;
  copy: string;
  why: string;
}

function plainSite(folder: Folder, entry: string | undefined): Pages {
  const place = entry ?? siteFolder(folder) ?? '';
  const index = place === '' || place === '.' ? 'index.html' : `${place}/index.html`;
  if (!has(folder, index))
    throw undecided([
      {
        what: `there is no ${index}`,
        next: 'Name the folder of the site with --entry DIR, such as --entry public.',
      },
    ]);
  const copy = place === '' || place === '.' ? '.' : place;
  return {
    found: `a static site, by its ${index}`,
    stage: '',
    copy,
    why:
      copy === '.'
        ? 'The folder as it is, but for what .dockerignore names.'
        : `The folder ${copy}, as it is.`,
  };
}

function builtSite(folder: Folder, [tool, output]: [string, string], entry: string | undefined): Pages {
  const manifest = readPackageJson(folder);
  const { tag } = nodeVersion(manifest);
  const { files, prepare, installAll, run } = packageManager(folder, manifest);
  return {
    found: `a static site that ${tool} builds, by its package.json`,
    stage: `FROM node:${tag} AS build
WORKDIR /app
COPY ${files.join(' ')} ./
RUN ${prepare}${installAll}
COPY . .
RUN ${run} build

`,
    copy: `--from=build /app/${entry ?? output}`,
    why: `Node only builds: ${tool} writes the site into ${entry ?? output}, and that is all the image holds.`,
  };
}
