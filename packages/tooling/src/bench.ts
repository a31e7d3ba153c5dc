// npm run bench [-- NAME]: runs bench/NAME.ts, or lists what there is.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runCommand } from './command.ts';
import { repositoryRoot } from './repository.ts';

const folder = join(repositoryRoot, 'bench');

await runCommand(async () => {
  const names = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
  const listed = names.length === 0 ? 'there is none yet' : `there are: ${names.join(', ')}`;
  const name = process.argv[2];
  if (name === undefined) console.log(`usage: npm run bench -- NAME; ${listed}`);
  else if (!names.includes(name)) throw new Error(`no bench is called ${JSON.stringify(name)}; ${listed}`);
  else await import(pathToFileURL(join(folder, `${name}.ts`)).href);
});
