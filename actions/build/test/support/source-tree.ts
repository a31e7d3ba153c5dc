import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { nodeFiles, nodeSha256, nodeSources } from '@workaday/core/node';
import { type Source, type SourceOptions, type SourceTarget, sourceOf } from '../../src/source/source.ts';

const digestOf = (reference: string) => nodeSha256(reference);

export const options: SourceOptions = {
  resolve: async (reference) => digestOf(reference),
  platform: 'linux/amd64',
  builder: { provenance: 'false' },
};

const wholeRepository: SourceTarget = {
  context: '.',
  dockerfile: 'Dockerfile',
  stage: undefined,
  platforms: [],
  buildArgs: new Map(),
};

/** A checkout in a temporary folder. */
export class SourceTree {
  readonly root = mkdtempSync(join(tmpdir(), 'workaday-source-'));

  at(path: string): string {
    return join(this.root, path);
  }

  write(path: string, content = '', mode = 0o644): void {
    mkdirSync(dirname(this.at(path)), { recursive: true });
    writeFileSync(this.at(path), content);
    chmodSync(this.at(path), mode);
  }

  folder(path: string, mode = 0o755): void {
    mkdirSync(this.at(path), { recursive: true });
    chmodSync(this.at(path), mode);
  }

  link(path: string, target: string): void {
    rmSync(this.at(path), { force: true });
    mkdirSync(dirname(this.at(path)), { recursive: true });
    symlinkSync(target, this.at(path));
  }

  copy(folder: string): void {
    cpSync(folder, this.root, { recursive: true });
  }

  source(target: Partial<SourceTarget> = {}, changed: Partial<SourceOptions> = {}): Promise<Source> {
    const ports = { files: nodeFiles(this.root), sources: nodeSources(this.root), sha256: nodeSha256 };
    return sourceOf({ ...wholeRepository, ...target }, { ...options, ...changed }, ports);
  }

  async key(target?: Partial<SourceTarget>, changed?: Partial<SourceOptions>): Promise<string> {
    const { key, why } = await this.source(target, changed);
    if (key === undefined) throw new Error(`no key: ${why}`);
    return key;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
