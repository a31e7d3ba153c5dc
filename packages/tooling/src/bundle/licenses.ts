import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The package folder a bundled module came from; undefined for our own sources. */
export function packageFolderOf(moduleId: string): string | undefined {
  const path = moduleId.replace(/^\0/, '').replaceAll('\\', '/');
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
}

/** The licences of all third-party packages among the modules, sorted by name, as one text. */
export async function licensesOf(moduleIds: readonly string[]): Promise<string> {
  const folders = new Set(moduleIds.map(packageFolderOf).filter((folder) => folder !== undefined));
  const sections = await Promise.all([...folders].map(licenseSection));
  const unique = [...new Set(sections)].sort();
  return `Third-party software in this bundle.\n${unique.map((section) => `\n${section}`).join('')}`;
}

async function licenseSection(folder: string): Promise<string> {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: string;
  };
  if (!manifest.license) throw new Error(`${folder}/package.json names no licence: it cannot be shipped`);
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  const body = texts.map((text) => text.replace(/\r\n?/g, '\n').trim()).join('\n\n');
  const title = `${manifest.name} ${manifest.version} (${manifest.license})`;
  return `${'-'.repeat(title.length)}\n${title}\n${'-'.repeat(title.length)}\n${body}${body ? '\n' : ''}`;
}
