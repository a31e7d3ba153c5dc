import type { Files, Place, Problem } from '@workaday/core';
import { isFolder, linkProblem, pathInside } from './checkout-path.ts';
import { type KustomizationEntry, pluginProblems, readKustomization } from './kustomization.ts';

/** In the order in which kustomize looks for them. */
export const kustomizationNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Everything of the checkout that a kustomization is made from. */
export interface Survey {
  /** Kustomization files, that of the folder first. */
  kustomizations: string[];
  /** Files with objects. */
  resources: string[];
  problems: Problem[];
}

/** Follows a kustomization to all that it names, without running anything. */
export async function surveyKustomization(files: Files, root: string, folder: string): Promise<Survey> {
  const surveyor = new Surveyor(files, root);
  await surveyor.enter(folder, { file: folder });
  return surveyor.survey;
}

class Surveyor {
  readonly survey: Survey = { kustomizations: [], resources: [], problems: [] };
  readonly seen = new Set<string>();
  readonly files: Files;
  readonly root: string;

  constructor(files: Files, root: string) {
    this.files = files;
    this.root = root;
  }

  /** @param from where the folder is named */
  async enter(folder: string, from: Place): Promise<void> {
    const names = await this.present(folder);
    const [name] = names;
    if (name === undefined) return this.refuse(`${folder} is a folder without a kustomization.yaml`, from);
    if (names.length > 1) return this.refuse(`${folder} has ${names.join(' and ')}; keep one of them`, from);
    const file = join(folder, name);
    const text = await this.read(file, from);
    if (text === undefined) return;
    const { resources, plugins, problems } = readKustomization(text, file);
    this.survey.kustomizations.push(file);
    this.survey.problems.push(...problems);
    for (const entry of resources)
      await this.follow(folder, entry, (path) => this.survey.resources.push(path));
    for (const entry of plugins)
      await this.follow(folder, entry, (path, content) =>
        this.survey.problems.push(...pluginProblems(content, path)),
      );
  }

  private async follow(
    folder: string,
    { path, place }: KustomizationEntry,
    take: (file: string, content: string) => void,
  ): Promise<void> {
    const inside = path.startsWith('/') ? undefined : pathInside(join(folder, path));
    if (inside === undefined) return this.refuse(`${path} leads out of the checkout`, place);
    if (this.seen.has(inside)) return;
    this.seen.add(inside);
    if ((await this.files.kind(inside)) === undefined)
      return this.refuse(`${path} does not exist in the checkout`, place);
    const link = await linkProblem(this.root, inside);
    if (link !== undefined) return this.refuse(`${path} ${link}`, place);
    if (await isFolder(this.root, inside)) return this.enter(inside, place);
    take(inside, (await this.files.readText(inside)) ?? '');
  }

  private async present(folder: string): Promise<string[]> {
    const kinds = await Promise.all(kustomizationNames.map((name) => this.files.kind(join(folder, name))));
    return kustomizationNames.filter((_, index) => kinds[index] !== undefined);
  }

  private async read(file: string, from: Place): Promise<string | undefined> {
    const link = await linkProblem(this.root, file);
    if (link === undefined) return this.files.readText(file);
    this.refuse(`${file} ${link}`, from);
    return undefined;
  }

  private refuse(what: string, place: Place): void {
    this.survey.problems.push({ what, place });
  }
}

function join(folder: string, path: string): string {
  return folder === '.' ? path : `${folder}/${path}`;
}
