import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import type { Finding } from './finding.ts';
import { isCopyFromContext } from './secret-files.ts';
import { chainInstructions } from './stage-chain.ts';

/** What the build's context holds. */
export interface ContextFacts {
  /** The build has a .dockerignore. */
  hasIgnoreFile: boolean;
  /** The context holds `.git`, and no .dockerignore keeps it out. */
  gitInContext: boolean;
}

const everything = /^(?:\.|\.\/|\/|\*|\.\/\*)$/;

/** What comes into the image when the whole context is copied. */
export function contextFindings(
  dockerfile: Dockerfile,
  file: string,
  { hasIgnoreFile, gitInContext }: ContextFacts,
): Finding[] {
  const copy = chainInstructions(dockerfile).find(
    (instruction) =>
      isCopyFromContext(instruction) &&
      instruction.words.slice(0, -1).some((source) => everything.test(source)),
  );
  if (copy === undefined) return [];
  const place = { file, line: copy.line };
  if (gitInContext) {
    return [
      {
        rule: 'git-in-image',
        what: 'the whole context is copied into the image, .git among it',
        why: 'Whoever may pull the image can read all that was ever committed; and each commit changes the layer, so that nothing is reused.',
        next: 'Write `.git` into a .dockerignore next to the context, or copy only what the app needs.',
        place,
      },
    ];
  }
  if (hasIgnoreFile) return [];
  return [
    {
      rule: 'copies-everything',
      what: 'the whole context is copied into the image, and there is no .dockerignore',
      why: 'Whatever lies there in a build comes along: tests, local settings, installed packages.',
      next: 'Write a .dockerignore, or copy only what the app needs.',
      place,
    },
  ];
}
