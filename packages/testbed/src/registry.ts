import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Allotment } from './allotment.ts';
import type { Part } from './process/part.ts';
import { answersHttp } from './process/ready.ts';

/**
 * An image registry, without credentials; deleting is allowed.
 * @param host `127.0.0.1:PORT`, as images name it
 * @param address what it listens on, which for a kind cluster is more than `host`
 */
export function registry(own: Allotment, host: string, address = host): Part {
  const folder = join(own.dir, 'registry');
  mkdirSync(folder, { recursive: true });
  const config = join(folder, 'config.yml');
  const settings = {
    version: '0.1',
    log: { level: 'warn' },
    storage: { filesystem: { rootdirectory: join(folder, 'data') }, delete: { enabled: true } },
    http: { addr: address },
  };
  writeFileSync(config, stringify(settings));
  return {
    name: 'registry',
    command: 'docker-registry',
    args: ['serve', config],
    ready: () => answersHttp(`http://${host}/v2/`),
  };
}
