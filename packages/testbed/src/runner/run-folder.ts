import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import type { World } from '../github/call.ts';
import type { LocalRun } from './localise-frame.ts';
import type { GatheredSources } from './sources.ts';

/** What a run's folder holds: act's working directory, HOME, the local repositories, secrets (until the run ends), results. */
export class RunFolder {
  readonly path: string;
  readonly work: string;
  readonly home: string;
  readonly needs: string;
  readonly summaries: string;
  readonly log: string;

  constructor(path: string) {
    this.path = path;
    this.work = join(path, 'work');
    this.home = join(path, 'home');
    this.needs = join(path, 'needs');
    this.summaries = join(path, 'summaries');
    this.log = join(path, 'log.txt');
  }

  async create(): Promise<void> {
    for (const one of [this.work, this.home, this.needs, this.summaries])
      await mkdir(one, { recursive: true });
  }

  /**
   * act takes the commit of a push from its event, and that of any other event from the checkout that it stands in. A
   * repository whose HEAD names the commit is enough for it.
   */
  async standAt(sha: string): Promise<void> {
    const git = join(this.work, '.git');
    for (const folder of ['objects', 'refs']) await mkdir(join(git, folder), { recursive: true });
    await writeFile(join(git, 'HEAD'), `${sha}\n`);
    await writeFile(join(git, 'config'), '[core]\n\trepositoryformatversion = 0\n\tbare = false\n');
  }

  /** Unpacks the repositories that workflows and actions come from, and puts the localised files in; returns act's mapping. */
  async unpack(world: World, gathered: GatheredSources, local: LocalRun): Promise<Record<string, string>> {
    const mapping: Record<string, string> = {};
    for (const [name, { origin, sha }] of Object.entries(gathered.repositories)) {
      const [owner = '', repository = ''] = origin.repository.split('/');
      const found = world.store.repository(owner, repository);
      if (!found) throw new Error(`${origin.repository} vanished while a run was prepared.`);
      mapping[name] = join(this.path, 'repositories', name.replaceAll('/', '__'));
      await world.git(found).extract(sha, mapping[name]);
    }
    const own = {
      'workaday-testbed/record@local': 'record',
      'workaday-testbed/concurrency-gate@local': 'concurrency-gate',
    };
    for (const [name, folder] of Object.entries({ ...own, ...gathered.builtIn })) {
      mapping[name] = join(this.path, 'repositories', name.replaceAll('/', '__'));
      await cp(join(import.meta.dirname, folder), mapping[name], { recursive: true });
    }
    for (const file of local.files) {
      const target = join(
        file.repository === undefined ? this.work : (mapping[file.repository] as string),
        file.path,
      );
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, stringify(file.content, { lineWidth: 0, aliasDuplicateObjects: false }));
    }
    return mapping;
  }

  async writeInputs(inputs: {
    event: unknown;
    secrets: object;
    variables: object;
    github: object;
  }): Promise<void> {
    await writeFile(join(this.path, 'event.json'), JSON.stringify(inputs.event));
    await writeFile(join(this.path, 'secrets.yml'), stringify(inputs.secrets), { mode: 0o600 });
    await writeFile(join(this.path, 'variables.yml'), stringify(inputs.variables));
    await writeFile(join(this.path, 'github.yml'), stringify(inputs.github));
  }

  async removeSecrets(): Promise<void> {
    await rm(join(this.path, 'secrets.yml'), { force: true });
    await rm(this.home, { recursive: true, force: true });
  }

  /** Results and outputs by job key, as the recording jobs wrote them. */
  async results(): Promise<Map<string, { result: string; outputs: Record<string, string> | null }>> {
    const found = new Map<string, { result: string; outputs: Record<string, string> | null }>();
    for (const file of await readdir(this.needs)) {
      const { prefix, needs } = JSON.parse(await readFile(join(this.needs, file), 'utf8'));
      for (const [id, value] of Object.entries(needs)) found.set(`${prefix}${id}`, value as never);
    }
    return found;
  }

  async writeSummary(job: string, text: string): Promise<void> {
    await writeFile(join(this.summaries, `${job.replaceAll(/[^\w-]+/g, '.')}.md`), text);
  }
}
