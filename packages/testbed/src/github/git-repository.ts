import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Person {
  readonly name: string;
  readonly email: string;
  readonly date: string;
}
export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Person;
  readonly committer: Person;
  readonly message: string;
}

/** One change of a ref. */
export interface RefUpdateLog {
  readonly before: string;
  readonly after: string;
  readonly date: string;
}

export const zeroSha = '0'.repeat(40);

/** A bare repository on disk, read and written through git itself. */
export class GitRepository {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  async create(defaultBranch: string): Promise<void> {
    await mkdir(this.path, { recursive: true });
    await this.git(['init', '--quiet', '--bare', `--initial-branch=${defaultBranch}`]);
    await this.git(['config', 'http.receivepack', 'true']);
    await this.git(['config', 'uploadpack.allowAnySHA1InWant', 'true']);
    await this.git(['config', 'uploadpack.allowFilter', 'true']);
    await this.git(['config', 'gc.auto', '0']);
    await this.git(['config', 'core.logAllRefUpdates', 'always']);
  }

  /** Standard output of a git command; rejects with git's own words. */
  git(args: readonly string[], input?: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const options = { cwd: this.path, env: gitEnvironment(), maxBuffer: 64 * 1024 * 1024 };
      const child = execFile('git', args, options, (error, stdout, stderr) => {
        if (error) reject(new Error(`git ${args[0]} in ${this.path}: ${stderr.trim()}`, { cause: error }));
        else resolve(stdout);
      });
      // git may end without reading; its exit status says what came of it.
      child.stdin?.on('error', (error: NodeJS.ErrnoException) => error.code === 'EPIPE' || reject(error));
      child.stdin?.end(input ?? '');
    });
  }

  /** The object a name stands for, or undefined. `peel` ends at that kind of object: a tag's commit. */
  async resolve(name: string, peel: 'commit' | 'object' = 'commit'): Promise<string | undefined> {
    if (name.startsWith('-')) return undefined;
    const args = ['rev-parse', '--quiet', '--verify', '--end-of-options', `${name}^{${peel}}`];
    return (await this.#unlessNo(args))?.trim();
  }

  async objectType(sha: string): Promise<string> {
    return (await this.git(['cat-file', '-t', sha])).trim();
  }

  async refs(): Promise<ReadonlyMap<string, string>> {
    const out = await this.git(['for-each-ref', '--format=%(objectname) %(refname)']);
    const lines = out.split('\n').filter((line) => line !== '');
    return new Map(lines.map((line) => [line.slice(41), line.slice(0, 40)]));
  }

  /** Compare-and-swap of one ref; false when it was not at `before` any more. `zeroSha` means "is not there". */
  async updateRef(ref: string, after: string, before: string): Promise<boolean> {
    const command = after === zeroSha ? `delete ${ref}\0${before}\0` : `update ${ref}\0${after}\0${before}\0`;
    try {
      await this.git(['update-ref', '--stdin', '-z'], command);
      return true;
    } catch (error) {
      if (/reference already exists|is at .* but expected|cannot lock ref/.test(String(error))) return false;
      throw error;
    }
  }

  /** What a branch went through, newest first; its reflog is written by git, however it was changed. */
  async updatesOf(ref: string): Promise<RefUpdateLog[]> {
    const text = await readFile(join(this.path, 'logs', ref), 'utf8').catch((error) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    const entries = [...text.matchAll(/^([0-9a-f]{40}) ([0-9a-f]{40}) .*> (\d+) [+-]\d{4}/gm)];
    return entries.toReversed().map(([, before = '', after = '', seconds]) => {
      return { before, after, date: utc(new Date(Number(seconds) * 1000).toISOString()) };
    });
  }

  async validRef(ref: string): Promise<boolean> {
    return (await this.#unlessNo(['check-ref-format', ref])) !== undefined;
  }

  async isAncestor(older: string, newer: string): Promise<boolean> {
    return (await this.#unlessNo(['merge-base', '--is-ancestor', older, newer])) !== undefined;
  }

  /** A command's output; undefined when git says no by its exit status (1; 128 for a name it cannot follow). */
  async #unlessNo(args: readonly string[]): Promise<string | undefined> {
    try {
      return await this.git(args);
    } catch (error) {
      const { code } = (error as Error).cause as { code?: unknown };
      if (code === 1 || code === 128) return undefined;
      throw error;
    }
  }

  async commits(range: readonly string[]): Promise<Commit[]> {
    const fields = ['%H', '%T', '%P', '%an', '%ae', '%aI', '%cn', '%ce', '%cI', '%B'].join('%x1f');
    const out = await this.git(['log', '-z', `--format=${fields}`, ...range]);
    return out
      .split('\0')
      .filter((one) => one !== '')
      .map(parseCommit);
  }

  async commit(sha: string): Promise<Commit> {
    const [found] = await this.commits(['-1', sha]);
    if (!found) throw new Error(`${this.path} has no commit ${sha}.`);
    return found;
  }

  async changedPaths(before: string, after: string): Promise<string[]> {
    const args =
      before === zeroSha
        ? ['show', '--format=', '--name-only', '-z', after]
        : ['diff', '--name-only', '-z', before, after];
    return (await this.git(args)).split('\0').filter((path) => path !== '');
  }

  async files(sha: string, folder: string): Promise<string[]> {
    const out = await this.git(['ls-tree', '-r', '-z', '--name-only', sha, '--', `${folder}/`]);
    return out.split('\0').filter((path) => path !== '');
  }

  /** A file's text at a commit; undefined when it is not there. */
  read(sha: string, path: string): Promise<string | undefined> {
    return this.git(['cat-file', 'blob', `${sha}:${path}`]).catch((error) => {
      if (/does not exist|exists on disk|Not a valid object name|bad file/i.test(String(error)))
        return undefined;
      throw error;
    });
  }

  /** The files of a commit, without history, in a new folder. */
  async extract(sha: string, folder: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    const archive = `${folder}.tar`;
    await this.git(['archive', '--format=tar', `--output=${archive}`, sha]);
    await new Promise<void>((resolve, reject) => {
      execFile('tar', ['-xf', archive, '-C', folder], (error) => (error ? reject(error) : resolve()));
    });
  }
}

/** The machine's own git configuration stays out of it. */
export function gitEnvironment(): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    LC_ALL: 'C',
    TZ: 'UTC',
  };
}

function parseCommit(record: string): Commit {
  const [sha = '', tree = '', parents = '', an = '', ae = '', at = '', cn = '', ce = '', ct = '', ...body] =
    record.split('\x1f');
  return {
    sha,
    tree,
    parents: parents.split(' ').filter((one) => one !== ''),
    author: { name: an, email: ae, date: utc(at) },
    committer: { name: cn, email: ce, date: utc(ct) },
    message: body.join('\x1f').replace(/\n+$/, ''),
  };
}

function utc(date: string): string {
  return new Date(date).toISOString().replace(/\.\d+Z$/, 'Z');
}
