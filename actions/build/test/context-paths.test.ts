import { describe, expect, it } from 'vitest';
import { readDockerfile } from '../src/dockerfile/read-dockerfile.ts';
import { contextPaths } from '../src/source/context-paths.ts';

interface Given {
  buildArgs?: Record<string, string>;
  target?: string;
  platforms?: string[];
}

function patterns(
  text: string,
  { buildArgs = {}, target, platforms = ['linux/amd64'] }: Given = {},
): string[] {
  const facts = { buildArgs: new Map(Object.entries(buildArgs)), target, platforms };
  return contextPaths(readDockerfile(text, facts)).map(({ pattern }) => pattern);
}

describe('what a build reads of its context', () => {
  it.each<[string, string[]]>([
    ['COPY a b/c /x/', ['a', 'b/c']],
    ['ADD a.tar /', ['a.tar']],
    ['COPY ["a b", "/x"]', ['a b']],
    ['COPY . /x', ['']],
    ['COPY ./ /x', ['']],
    ['COPY / /x', ['']],
    ['COPY /a/../../b/./c/ /x', ['b/c']],
    ['COPY package*.json src/?.js /x', ['package*.json', 'src/?.js']],
    ['COPY src/[ab]/c /x', ['src']],
    ['COPY src/a\\\\b /x', ['src']],
    ['COPY --from=other a /x', []],
    ['COPY --from=0 a /x', []],
    ['COPY --chown=1:1 --link --exclude=*.md docs /x', ['docs']],
    ['COPY <<EOF <<-"B" a /x/\nCOPY z /\nEOF\nB', ['a']],
    ['RUN <<EOF\nCOPY z /\nEOF', []],
    ['RUN make', []],
    ['RUN --mount=type=bind,target=/x make', ['']],
    ['RUN --mount=target=/x,source=a/b make', ['a/b']],
    [
      'RUN --mount=type=bind,src=/a,target=/x --mount=type=cache,target=/y --mount=type=secret,id=s make',
      ['a'],
    ],
    ['RUN --mount=type=tmpfs,target=/x make', []],
    ['RUN --mount=type=bind,from=other,target=/x make', []],
    ['RUN --mount=type=bind,source=a*,target=/x make', ['']],
    ['ADD https://example.com/a /x', []],
    ['ADD git@example.com:a/b.git /x', ['git@example.com:a/b.git']],
    ['ADD --checksum=sha256:0 https://example.com/a b /x', ['b']],
    ['COPY https://example.com/a /x', ['https:/example.com/a']],
    ['ONBUILD COPY a /x', []],
    ['COPPY a /x', ['']],
  ])('%s', (instruction, expected) => {
    expect(patterns(`FROM x AS other\nFROM y\n${instruction}\n`)).toEqual(expected);
  });

  it.each<[string, string, Given, string[]]>([
    ['a default', 'ARG D=a\nCOPY $D/b /', {}, ['a/b']],
    ['a build argument', 'ARG D=a\nCOPY ${D}/b /', { buildArgs: { D: 'c' } }, ['c/b']],
    ['a build argument that no ARG declares', 'COPY $D /', { buildArgs: { D: 'c' } }, ['']],
    ['ENV', 'ENV D=a E="b c"\nCOPY $D $E /', {}, ['a', 'b c']],
    ['ENV in the old form', 'ENV D a\nCOPY $D /', {}, ['a']],
    ['ENV through others', 'ENV D=a\nENV D=$D/b E=$D\nCOPY $D $E /', {}, ['a/b', 'a']],
    ['what the base may have set', 'COPY $D /', {}, ['']],
    ['what an ARG without a value leaves to the base', 'ARG D\nCOPY $D /', {}, ['']],
    ['single quotes', "COPY '$D' /", {}, ['$D']],
    ['an escape', 'COPY \\$D /', {}, ['$D']],
    ['one platform', 'ARG TARGETARCH\nCOPY bin-$TARGETARCH /', {}, ['bin-amd64']],
    [
      'several platforms',
      'ARG TARGETARCH\nCOPY bin-$TARGETARCH /',
      { platforms: ['linux/amd64', 'linux/arm64'] },
      [''],
    ],
    ['a substitution that is not computed', 'ARG D=a.b\nCOPY ${D%.b} /', {}, ['']],
    ['a mount', 'ARG D=a\nRUN --mount=target=/x,source=$D/b make', {}, ['a/b']],
  ])('variables: %s', (_, instructions, given, expected) => {
    expect(patterns(`FROM x\n${instructions}\n`, given)).toEqual(expected);
  });

  it('an empty base sets nothing', () => {
    expect(patterns('FROM scratch\nARG D\nCOPY a$D /\n')).toEqual(['a']);
  });

  it('variables of a stage hold in the stages on top of it, and global ones where they are declared', () => {
    const text = 'ARG G=g\nFROM x AS base\nENV D=a\nFROM base\nCOPY $D /\nARG G\nCOPY $G /\n';
    expect(patterns(text)).toEqual(['a', 'g']);
  });

  it('counts the stages of the target only, and what a stage below defers', () => {
    const text = [
      'FROM x AS base',
      'COPY base /',
      'ONBUILD COPY deferred /',
      'FROM x AS unused',
      'COPY unused /',
      'FROM x AS tools',
      'COPY tools /',
      'FROM base',
      'RUN --mount=from=tools,target=/t make',
    ].join('\n');
    expect(patterns(text)).toEqual(['base', 'tools', 'deferred']);
    expect(patterns(text, { target: 'base' })).toEqual(['base']);
  });

  it.each<[string, string, number]>([
    ['COPY --parents a/b/*.js /', 'a/b/*.js', 0],
    ['COPY --parents a/./b/c /', 'a/b/c', 1],
    ['COPY --parents a/**/c /', 'a', 0],
  ])('%s', (instruction, pattern, foldersBelow) => {
    const facts = { buildArgs: new Map<string, string>(), target: undefined, platforms: [] };
    expect(contextPaths(readDockerfile(`FROM x\n${instruction}`, facts))).toEqual([
      { pattern, foldersBelow, ownMode: true, line: 2 },
    ]);
  });

  it('is everything where another frontend reads the file', () => {
    expect(patterns('# syntax=acme/frontend\nFROM x\nCOPY a /')).toEqual(['a', '']);
  });
});
