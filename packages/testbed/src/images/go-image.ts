import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheEntry } from '../cache/entry.ts';
import { run } from '../process/run.ts';
import type { Progress } from '../progress.ts';
import { debianImage, debianPath, recipeOf } from './debian-root.ts';

/** Parts of a toolchain that build no program. */
const unused = ['test', 'api', 'doc', 'misc', 'src/cmd', 'pkg/obj'];

/**
 * A small Linux with Go, in the place of Docker Hub's `golang:1.26`: the toolchain that the testbed's own programs are built
 * with, in /usr/local/go. No C compiler and no git, which a program without CGO, with modules from a proxy, does not need.
 */
export async function goImage(progress: Progress): Promise<string> {
  const [version, root] = (await run('go', ['env', 'GOVERSION', 'GOROOT'])).trim().split('\n');
  const inputs = {
    recipe: recipeOf(import.meta.filename),
    go: version ?? '',
    machine: process.arch,
  };
  return cacheEntry('image-golang', inputs, progress, (folder) =>
    debianImage(folder, [], (target) => addGo(root ?? '', join(target, 'usr/local/go')), {
      Env: [
        `${debianPath}:/usr/local/go/bin:/go/bin`,
        'GOPATH=/go',
        'GOTOOLCHAIN=local',
        `GOLANG_VERSION=${(version ?? '').replace(/^go/, '')}`,
      ],
      WorkingDir: '/go',
      Cmd: ['sh'],
    }),
  );
}

async function addGo(from: string, to: string): Promise<void> {
  const left = unused.map((path) => join(from, path));
  cpSync(from, to, {
    recursive: true,
    dereference: true,
    filter: (path) => !left.includes(path) && !/_test\.go$|\/testdata$/.test(path),
  });
  rmSync(join(to, 'pkg/bootstrap'), { recursive: true, force: true });
}
