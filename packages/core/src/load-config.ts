import { type Config, manifestFolders, parseConfig, resolveConfig } from './config.ts';
import { Failure } from './failure.ts';
import type { Files } from './ports.ts';

export interface ConfigSource {
  /** Path of the file; `workaday.yml` unless the caller names another, which then must exist. */
  path: string;
  /** `owner/name` */
  repository: string;
  registry?: string | undefined;
}

const defaultPath = 'workaday.yml';

/** Reads the app's configuration; a repository without one gets the defaults. */
export async function loadConfig(
  files: Pick<Files, 'readText' | 'kind'>,
  source: ConfigSource,
): Promise<Config> {
  const text = await files.readText(source.path);
  if (text === undefined && source.path !== defaultPath) {
    throw new Failure({
      reason: 'bad-config',
      what: `the configuration ${JSON.stringify(source.path)} does not exist`,
      why: 'It was named by the input `config`, and the checkout has no such file.',
      next: `Correct the input, or leave it out to use ${defaultPath} or the defaults.`,
    });
  }
  const kinds = await Promise.all(manifestFolders.map((folder) => files.kind(folder)));
  return resolveConfig(text === undefined ? {} : parseConfig(text, source.path), {
    repository: source.repository,
    registry: source.registry,
    manifestFolders: manifestFolders.filter((_, index) => kinds[index] === 'directory'),
  });
}
