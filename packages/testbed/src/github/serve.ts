import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readWorldFile } from '../runner/world-file.ts';
import { StandIn } from './server.ts';

const { values } = parseArgs({ options: { dir: { type: 'string' }, world: { type: 'string' } } });
if (values.dir === undefined || values.world === undefined) {
  console.error('usage: node serve.ts --dir FOLDER --world WORLD.json');
  process.exit(2);
}
const dir = resolve(values.dir);
mkdirSync(dir, { recursive: true });
const standIn = await StandIn.start(dir, readWorldFile(values.world));
const file = join(dir, 'standin.json');
writeFileSync(`${file}.next`, JSON.stringify(standIn.addresses), { mode: 0o600 });
renameSync(`${file}.next`, file);

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => void standIn.stop().then(() => process.exit(0)));
