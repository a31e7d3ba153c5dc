import type { DoctorFacts, ImageFacts } from '../facts.ts';
import { type Finding, ok, problem, warning } from '../finding.ts';

/**
 * What a Dockerfile plainly says of its start. The action `build` looks closer, at the image too: a short check here is no
 * promise that `fit: strict` passes.
 */
export function imageFindings({ images }: DoctorFacts): Finding[] {
  return images.flatMap((image) =>
    image.dockerfile === undefined ? [missing(image)] : judge(image, image.dockerfile),
  );
}

function missing({ service, path }: ImageFacts): Finding {
  return problem('dockerfile', {
    what: `The service ${service} has no ${path}.`,
    why: 'There is nothing to build.',
    next: 'Run `npx @workaday/cli init`, or name the file as `dockerfile:` of the service in workaday.yml.',
  });
}

function judge({ service, path, hasIgnoreFile }: ImageFacts, text: string): Finding[] {
  const lines = text.replace(/\\\r?\n/g, ' ').split(/\r?\n/);
  const from = lines.findLastIndex((line) => /^\s*FROM\s/i.test(line));
  const stage = lines.slice(Math.max(from, 0));
  const last = (keyword: string) =>
    stage.findLast((line) => new RegExp(`^\\s*${keyword}\\s`, 'i').test(line))?.trim();
  const found = [
    userFinding(path, last('USER')),
    commandFinding(path, last('CMD'), last('ENTRYPOINT')),
    baseFinding(path, lines),
    ignoreFinding(path, stage, hasIgnoreFile),
  ].filter((finding) => finding !== undefined);
  if (found.length > 0) return found;
  return [ok('dockerfile', `${path} of ${service} starts the app itself, without the rights of root.`)];
}

function userFinding(path: string, user: string | undefined): Finding | undefined {
  const name = user?.split(/\s+/)[1];
  if (name !== undefined && /^[1-9]\d*(:|$)/.test(name)) return undefined;
  const what = name === undefined ? `${path} names no USER in its last stage.` : `${path} has USER ${name}.`;
  return warning('fit-user', {
    what,
    why: 'Where the base image says nothing else it runs as root, which hardened namespaces refuse; a name they cannot check.',
    next: 'Write `USER 1000`, a number, and give that user what the app writes.',
  });
}

function commandFinding(
  path: string,
  command: string | undefined,
  entrypoint: string | undefined,
): Finding | undefined {
  const shell = [command, entrypoint].find((line) => line !== undefined && !/^\w+\s+\[/.test(line));
  const starts = command ?? entrypoint ?? '';
  const runner = /\[\s*"(npm|yarn|pnpm)"/.exec(starts)?.[1];
  if (shell === undefined && runner === undefined) return undefined;
  return warning('fit-command', {
    what: `${path} starts the app ${runner === undefined ? 'through a shell' : `through ${runner}`}: ${shell ?? starts}`,
    why: 'SIGTERM does not reach the app then: with each rollout it is killed in the midst of its requests.',
    next: 'Start the app itself, as JSON: `CMD ["node", "server.js"]`.',
  });
}

function baseFinding(path: string, lines: readonly string[]): Finding | undefined {
  const stages = new Set<string>();
  for (const line of lines) {
    const [, image = '', name] = /^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(line) ?? [];
    const plain = image !== '' && image !== 'scratch' && !stages.has(image) && !/[@$]/.test(image);
    if (plain && /^(?:[^:]*|[^/]*:\d+\/[^:]*|.*:latest)$/.test(image))
      return warning('fit-base', {
        what: `${path} is FROM ${image}, which names no version.`,
        why: 'Its next major version comes in unseen, with some build of an unrelated change.',
        next: 'Name a version: `FROM node:24-slim`.',
      });
    if (name !== undefined) stages.add(name);
  }
  return undefined;
}

function ignoreFinding(path: string, stage: readonly string[], hasIgnoreFile: boolean): Finding | undefined {
  const everything = stage.some((line) => /^\s*(?:COPY|ADD)\s+\.\/?\s/i.test(line));
  if (!everything || hasIgnoreFile) return undefined;
  return warning('fit-ignore', {
    what: `${path} copies the whole folder, and there is no .dockerignore.`,
    why: 'The history in .git, local settings and installed packages come along, and every commit is another image.',
    next: 'Write a .dockerignore; `.git` is its first line.',
  });
}
