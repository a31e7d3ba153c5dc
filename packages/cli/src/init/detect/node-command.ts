import { type Folder, firstOf, has } from '../folder.ts';
import { type PackageJson, usualEntries } from './package-json.ts';
import { undecided } from './recipe.ts';

/** What starts a Node app, without npm or a shell in between: they would not hand SIGTERM on. */
export interface NodeCommand {
  argv: readonly string[];
  env: Readonly<Record<string, string>>;
  why: string;
}

const shellOnly = /[;&|<>$`*?(){}'"\\]/;

export function nodeCommand(folder: Folder, manifest: PackageJson, entry: string | undefined): NodeCommand {
  const because = 'Node itself is process 1, in the exec form, so that SIGTERM reaches it';
  if (entry !== undefined) {
    if (!has(folder, entry) && manifest.scripts['build'] === undefined)
      throw undecided([
        {
          what: `--entry names ${entry}, which does not exist`,
          next: 'Name the file that starts the app, such as --entry server.js.',
        },
      ]);
    return { argv: ['node', entry], env: {}, why: `${because}; --entry names the file.` };
  }
  const start = manifest.scripts['start'];
  if (start !== undefined) return ofScript(start, because);
  const main = manifest.main ?? firstOf(folder, usualEntries);
  if (main === undefined)
    throw undecided([
      {
        what: 'package.json has neither `scripts.start` nor `main`, and there is no server.js, index.js, app.js or main.js',
        next: 'Name the file that starts the app with --entry FILE.',
      },
    ]);
  const found =
    manifest.main === undefined ? 'it is the usual name' : '`main` of package.json names the file';
  return { argv: ['node', main], env: {}, why: `${because}; ${found}.` };
}

/** The words of the script `start`; npm would run it through a shell. */
function ofScript(start: string, because: string): NodeCommand {
  if (shellOnly.test(start))
    throw undecided([
      {
        what: `the script \`start\` needs a shell (${start}), which would keep SIGTERM from the app`,
        next: 'Name the file that starts the app with --entry FILE, or make `start` a plain command such as `node server.js`.',
      },
    ]);
  const words = start
    .trim()
    .split(/\s+/)
    .filter((word, index) => !(index === 0 && word === 'cross-env'));
  const firstWord = words.findIndex((word) => !/^\w+=/.test(word));
  const env = Object.fromEntries(
    words
      .slice(0, Math.max(firstWord, 0))
      .map((word) => [word.split('=')[0], word.slice(word.indexOf('=') + 1)]),
  );
  const [program = '', ...rest] = words.slice(Math.max(firstWord, 0));
  if (/^(npm|yarn|pnpm|npx)$/.test(program))
    throw undecided([
      {
        what: `the script \`start\` calls ${program}, which would keep SIGTERM from the app`,
        next: 'Name the file that starts the app with --entry FILE.',
      },
    ]);
  const own = program === 'node' ? 'node' : `node_modules/.bin/${program}`;
  return { argv: [own, ...rest], env, why: `${because}; these are the words of the script \`start\`.` };
}
