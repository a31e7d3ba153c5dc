// npm run bench [-- NAME [OPTION…]]: runs `bench` of bench/NAME.ts with the options, or lists what there is.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runCommand } from './command.ts';
import { repositoryRoot } from './repository.ts';

interface Bench {
  bench(options: readonly string[]): Promise<void>;
}

const folder = join(repositoryRoot, 'bench');

await runCommand(async () => {
  const names = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
  const listed = names.length === 0 ? 'there is none yet' : `there are: ${names.join(', ')}`;
  const [name, ...options] = process.argv.slice(2);
  if (name === undefined) console.log(`usage: npm run bench -- NAME; ${listed}`);
  else if (!names.includes(name)) throw new Error(`no bench is called ${JSON.stringify(name)}; ${listed}`);
  else await ((await import(pathToFileURL(join(folder, `${name}.ts`)).href)) as Bench).bench(options);
});
