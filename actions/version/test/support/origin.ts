import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { vi } from 'vitest';

// Real processes on a machine that may be busy with other test files.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const identity = {
  GIT_AUTHOR_NAME: 'Ann',
  GIT_AUTHOR_EMAIL: 'ann@example.com',
  GIT_COMMITTER_NAME: 'Ann',
  GIT_COMMITTER_EMAIL: 'ann@example.com',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
};

export const gitEnv: Readonly<Record<string, string>> = {
  PATH: process.env['PATH'] ?? '',
  HOME: tmpdir(),
  ...identity,
};

export function git(folder: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd: folder, env: gitEnv, encoding: 'utf8', stdio: 'pipe' }).trim();
}

/** A bare repository as GitHub holds it, with one clone to write history in. */
export class Origin {
  private readonly root = mkdtempSync(join(tmpdir(), 'workaday-version-'));
  readonly bare = join(this.root, 'origin.git');
  readonly work = join(this.root, 'work');
  private clones = 0;

  constructor() {
    git(this.root, 'init', '--quiet', '--bare', '--initial-branch=main', this.bare);
    git(this.root, 'clone', '--quiet', this.bare, this.work);
    git(this.work, 'checkout', '--quiet', '-B', 'main');
  }

  /** Commits (an empty change, or these files) and pushes; the commit's id. */
  commit(message: string, files: Record<string, string> = {}, branch = 'main'): string {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.work, path)), { recursive: true });
      writeFileSync(join(this.work, path), content);
    }
    writeFileSync(join(this.root, 'message'), message);
    git(this.work, 'add', '--all');
    git(
      this.work,
      'commit',
      '--quiet',
      '--allow-empty',
      '--cleanup=verbatim',
      '-F',
      join(this.root, 'message'),
    );
    git(this.work, 'push', '--quiet', 'origin', `HEAD:${branch}`);
    return git(this.work, 'rev-parse', 'HEAD');
  }

  tag(name: string, ...args: string[]): void {
    git(this.work, 'tag', name, ...args);
    git(this.work, 'push', '--quiet', 'origin', `refs/tags/${name}`);
  }

  /** Version tags on the origin, as `name commit`. */
  tags(): Record<string, string> {
    const lines = git(
      this.bare,
      'for-each-ref',
      '--format=%(refname:lstrip=2) %(objectname)',
      'refs/tags',
    ).split('\n');
    return Object.fromEntries(lines.filter((line) => line !== '').map((line) => line.split(' ')));
  }

  /** A fresh checkout, as actions/checkout with `fetch-depth: 0` makes it, unless told otherwise. */
  checkout(...args: string[]): string {
    this.clones += 1;
    const folder = join(this.root, `checkout-${this.clones}`);
    git(this.root, 'clone', '--quiet', ...args, `file://${this.bare}`, folder);
    return folder;
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }
}
