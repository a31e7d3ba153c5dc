import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { vi } from 'vitest';

// Real processes on a machine that may be busy with other test files.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

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
  return gitWith('', folder, ...args);
}

export function gitWith(input: string | Uint8Array, folder: string, ...args: string[]): string {
  const options = { cwd: folder, env: gitEnv, input, maxBuffer: 2 ** 28, stdio: 'pipe' } as const;
  return execFileSync('git', args, { ...options, encoding: 'utf8' }).trim();
}

export interface Account {
  serverUrl: string;
  apiUrl: string;
  token: string;
  readToken: string;
}

/** A repository at GitHub, with a work tree to write history in: what is committed or tagged there is there at once. */
export class Origin {
  private readonly root = mkdtempSync(join(tmpdir(), 'workaday-version-'));
  readonly work = join(this.root, 'work');
  readonly bare: string;
  /** `owner/name` */
  readonly repository: string;
  readonly account: Account;
  private checkouts = 0;

  constructor(bare: string, repository: string, account: Account) {
    this.bare = bare;
    this.repository = repository;
    this.account = account;
    // A work tree begins at a commit; this one is in no history.
    const none = git(bare, 'commit-tree', '-m', 'none', gitWith('', bare, 'mktree'));
    git(bare, 'worktree', 'add', '--quiet', '--detach', this.work, none);
    git(this.work, 'checkout', '--quiet', '--orphan', 'main');
  }

  /** Commits, on the branch that is checked out, an empty change or these files; the commit's id. */
  commit(message: string, files: Record<string, string> = {}): string {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.work, path)), { recursive: true });
      writeFileSync(join(this.work, path), content);
    }
    if (Object.keys(files).length > 0) git(this.work, 'add', '--all');
    const kept = ['--allow-empty', '--allow-empty-message', '--cleanup=verbatim'];
    gitWith(message, this.work, 'commit', '--quiet', ...kept, '-F', '-');
    return this.tip();
  }

  /** Runs Git in the work tree; the id of the commit that is checked out then. */
  git(...args: string[]): string {
    git(this.work, ...args);
    return this.tip();
  }

  /** Commits these messages on a new branch, off the one that is checked out; the last one's id. */
  branch(name: string, ...messages: string[]): string {
    const from = git(this.work, 'branch', '--show-current');
    git(this.work, 'checkout', '--quiet', '-b', name);
    for (const message of messages) this.commit(message);
    const tip = this.tip();
    git(this.work, 'checkout', '--quiet', from);
    return tip;
  }

  /** Merges as GitHub's button does, with this message; the merge's id. */
  merge(branch: string, message: string): string {
    return this.git('merge', '--quiet', '--no-ff', '-m', message, branch);
  }

  private tip(): string {
    return git(this.work, 'rev-parse', 'HEAD');
  }

  tag(name: string, at = 'HEAD', ...options: string[]): void {
    git(this.work, 'tag', ...options, '--', name, at);
  }

  /** Adds commits to `main`, a minute apart, each of which writes one file of its own; their ids, oldest first. */
  history(count: number, messageOf = (index: number) => `docs: ${index}`): string[] {
    const start = 1_600_000_000;
    const commits = Array.from({ length: count }, (_, index) => {
      const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;
      const head = `commit refs/heads/main\nmark :${index + 1}\ncommitter Ann <ann@example.com> ${start + index * 60} +0000\n`;
      const from = index === 0 ? (this.hasMain() ? 'from refs/heads/main^0\n' : '') : '';
      return `${head}${data(messageOf(index))}${from}M 644 inline pages/${index}\n${data(`page ${index}`)}`;
    });
    gitWith(commits.join(''), this.bare, 'fast-import', '--quiet', '--date-format=raw');
    git(this.work, 'reset', '--quiet', '--hard');
    return git(this.bare, 'rev-list', '--reverse', `--max-count=${count}`, 'main').split('\n');
  }

  private hasMain(): boolean {
    return git(this.bare, 'for-each-ref', 'refs/heads/main') !== '';
  }

  /** Refs at GitHub: the object of each name, below `refs/tags` unless told otherwise. */
  tags(below = 'refs/tags'): Record<string, string> {
    const lines = git(this.bare, 'for-each-ref', '--format=%(refname) %(objectname)', below).split('\n');
    const shown = (line: string) => line.slice(below.length + 1).split(' ');
    return Object.fromEntries(lines.filter((line) => line !== '').map(shown));
  }

  /** A program that GitHub's end runs at an event of its repository. */
  hook(name: string, script: string): void {
    writeFileSync(join(this.bare, 'hooks', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }

  /** Writes down from now on which tags are pushed; answers them, in the order in which they were created. */
  watchTags(): () => string[] {
    const file = join(this.root, 'created');
    writeFileSync(file, '');
    this.hook('post-receive', `exec cat >> '${file}'`);
    const created = /^0+ [0-9a-f]+ refs\/tags\/(.+)$/gm;
    return () => [...readFileSync(file, 'utf8').matchAll(created)].map(([, tag = '']) => tag);
  }

  /** A fresh checkout, as actions/checkout with `fetch-depth: 0` makes it, unless told otherwise. */
  checkout(...args: string[]): string {
    this.checkouts += 1;
    const folder = join(this.root, `checkout-${this.checkouts}`);
    // A copy of the folder would have more than GitHub gives out, and all of its history.
    git(this.root, 'clone', '--quiet', ...args, `file://${this.bare}`, folder);
    git(folder, 'remote', 'set-url', 'origin', `${this.account.serverUrl}/${this.repository}.git`);
    return folder;
  }

  /** A checkout of one commit as actions/checkout makes it by default: neither history nor tags. */
  plainCheckout(sha: string, ref = 'refs/remotes/origin/main'): string {
    this.checkouts += 1;
    const folder = join(this.root, `checkout-${this.checkouts}`);
    const url = `${this.account.serverUrl}/${this.repository}.git`;
    git(this.root, 'init', '--quiet', folder);
    git(folder, 'remote', 'add', 'origin', url);
    git(folder, 'fetch', '--quiet', '--no-tags', '--depth=1', `file://${this.bare}`, `+${sha}:${ref}`);
    git(folder, 'checkout', '--quiet', '--detach', sha);
    return folder;
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }
}
