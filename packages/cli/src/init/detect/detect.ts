import { type Folder, has } from '../folder.ts';
import { goRecipe } from './go.ts';
import { nodeRecipe } from './node.ts';
import { isNodeApp, readPackageJson } from './package-json.ts';
import { isPythonApp, pythonRecipe } from './python.ts';
import { type Asked, type Kind, kinds, type Recipe, undecided } from './recipe.ts';
import { isStaticSite, siteBuilder, staticRecipe } from './static.ts';

const recipes: Readonly<Record<Kind, (folder: Folder, asked: Asked) => Recipe>> = {
  node: nodeRecipe,
  go: goRecipe,
  python: pythonRecipe,
  static: staticRecipe,
};

const signs: Readonly<Record<Kind, (folder: Folder) => boolean>> = {
  node: (folder) => isNodeApp(folder) && !isSiteOnly(folder),
  go: (folder) => has(folder, 'go.mod'),
  python: isPythonApp,
  static: isStaticSite,
};

/** Says how the app of a folder without a Dockerfile becomes an image. */
export function detect(folder: Folder, asked: Asked): Recipe {
  const found = asked.kind === undefined ? likely(folder) : [asked.kind];
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return recipes[only](folder, asked);
  throw undecided([
    only === undefined
      ? {
          what: 'nothing was found that says what this app is: no package.json with a start, no go.mod, no Python project, no index.html, and no Dockerfile',
          next: 'Run init in the folder of the app (--dir DIR), say what it is (--kind node, go, python or static), or write a Dockerfile, which is taken as it is.',
        }
      : {
          what: `the folder could be several things: ${found.join(', ')}`,
          next: `Say which is shipped with --kind ${found.join(' or --kind ')}.`,
        },
  ]);
}

/** A page that a tool builds, with nothing that would serve it. */
function isSiteOnly(folder: Folder): boolean {
  const manifest = readPackageJson(folder);
  return siteBuilder(manifest) !== undefined && manifest.scripts['start'] === undefined;
}

/** A server usually has pages of its own: with a program beside it, an index.html is not the app. */
function likely(folder: Folder): Kind[] {
  const found = kinds.filter((kind) => signs[kind](folder));
  return found.length > 1 ? found.filter((kind) => kind !== 'static') : found;
}
