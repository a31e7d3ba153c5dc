import { describe, expect, it } from 'vitest';
import type { Dockerfile } from '../src/dockerfile/dockerfile.ts';
import { readDockerfile } from '../src/dockerfile/read-dockerfile.ts';

interface Given {
  buildArgs?: Record<string, string>;
  target?: string;
  platforms?: string[];
}

function read(text: string, { buildArgs = {}, target, platforms = [] }: Given = {}): Dockerfile {
  return readDockerfile(text, { buildArgs: new Map(Object.entries(buildArgs)), target, platforms });
}

/** Each instruction of the first stage as `line-endLine KEYWORD [words]`, with the flags and number of heredocs there are. */
function instructions(text: string): string[] {
  return (read(text).stages[0]?.instructions ?? []).map(
    ({ keyword, line, endLine, words, flags, form, heredocs }) =>
      [
        `${line}-${endLine} ${keyword}`,
        ...[...flags].map(([name, values]) => `--${name}=${values.join('+')}`),
        form === 'exec' ? JSON.stringify(words) : words.join('|'),
        ...(heredocs.length === 0 ? [] : [JSON.stringify(heredocs)]),
      ].join(' '),
  );
}

describe('instructions', () => {
  it.each<[string, string, string[]]>([
    ['lower case, indented', 'from a\n  copy b c\n', ['2-2 COPY b|c']],
    ['CRLF', 'FROM a\r\nCOPY b \\\r\n c\r\n', ['2-3 COPY b|c']],
    ['a BOM', '\uFEFFFROM a\nUSER x\n', ['2-2 USER x']],
    ['no newline at the end', 'FROM a\nUSER x', ['2-2 USER x']],
    ['another escape token', '# escape=`\nFROM a\nCOPY b\\ `\n c\n', ['3-4 COPY b\\|c']],
    [
      'directives in another order',
      '# syntax=docker/dockerfile:1\n#Escape = ` \nFROM a\nRUN x `\ny',
      ['4-5 RUN x|y'],
    ],
    [
      'a directive below a comment, which is none',
      '# hello\n# escape=`\nFROM a\nUSER x`\nUSER y',
      ['4-4 USER x`', '5-5 USER y'],
    ],
    [
      'comments and blank lines in between',
      'FROM a\nRUN x \\\n  # why\n\n  y\nUSER z\n',
      ['2-5 RUN x|y', '6-6 USER z'],
    ],
    ['white space behind the continuation', 'FROM a\nRUN x \\  \t\n  y\n', ['2-3 RUN x|y']],
    [
      'two backslashes, which continue nothing',
      'FROM a\nRUN x \\\\\nUSER y\n',
      ['2-2 RUN x|\\', '3-3 USER y'],
    ],
    ['a continued keyword', 'FROM a\nUS\\\nER x\n', ['2-3 USER x']],
    [
      'flags',
      'FROM a\nCOPY --from=b --link --chown="1:1" c d\n',
      ['2-2 COPY --from=b --link= --chown=1:1 c|d'],
    ],
    [
      'a flag that stands twice, over lines',
      'FROM a\nRUN --mount=type=cache,target=/a \\\n --mount=type=bind \\\n make --mount=x\n',
      ['2-4 RUN --mount=type=cache,target=/a+type=bind make|--mount=x'],
    ],
    ['a quoted flag', 'FROM a\nCOPY --exclude="a b" c d\n', ['2-2 COPY --exclude=a b c|d']],
    ['the end of flags', 'FROM a\nCOPY --link -- --x y\n', ['2-2 COPY --link= --x|y']],
    ['exec form', 'FROM a\nCMD ["a b", "c"]\n', ['2-2 CMD ["a b","c"]']],
    ['exec form of COPY, with spaces', 'FROM a\nCOPY ["a b", "c d"]\n', ['2-2 COPY ["a b","c d"]']],
    ['what only begins like an array', 'FROM a\nRUN [ -f x ] && y\n', ['2-2 RUN [|-f|x|]|&&|y']],
    [
      'HEALTHCHECK',
      'FROM a\nHEALTHCHECK --interval=3s CMD ["a", "b"]\nHEALTHCHECK CMD a b\nHEALTHCHECK NONE',
      ['2-2 HEALTHCHECK --interval=3s ["CMD","a","b"]', '3-3 HEALTHCHECK CMD|a|b', '4-4 HEALTHCHECK NONE'],
    ],
    ['quotes in words', `FROM a\nENV A="b c" D='e "f"' G=h\\ i\n`, ['2-2 ENV A=b c|D=e "f"|G=h i']],
  ])('%s', (_, text, expected) => {
    expect(instructions(text)).toEqual(expected);
  });

  it.each<[string, string, string[]]>([
    ['one', 'RUN <<EOF\nCOPY a b\nEOF\nUSER x', ['2-4 RUN <<EOF ["COPY a b\\n"]', '5-5 USER x']],
    ['an empty one', 'RUN <<EOF\nEOF\nUSER x', ['2-3 RUN <<EOF [""]', '4-4 USER x']],
    [
      'several, one quoted, one with tabs',
      'RUN cat <<A <<-"B" >x\n1\nA\n\t2\n\tB\nUSER x',
      ['2-6 RUN cat|<<A|<<-B|>x ["1\\n","2\\n"]', '7-7 USER x'],
    ],
    [
      'in COPY',
      'COPY <<a <<b /x/\nA\na\nB\nb\nUSER x',
      ['2-6 COPY <<a|<<b|/x/ ["A\\n","B\\n"]', '7-7 USER x'],
    ],
    [
      'with a file descriptor',
      'RUN 3<<EOF cat\nb\nEOF\nUSER x',
      ['2-4 RUN 3<<EOF|cat ["b\\n"]', '5-5 USER x'],
    ],
    [
      'with a space in front of its name',
      'RUN cat << EOF\nb\nEOF\nUSER x',
      ['2-4 RUN cat|<<|EOF ["b\\n"]', '5-5 USER x'],
    ],
    [
      'behind a continued line',
      'RUN a <<EOF && \\\n b\nc\nEOF\nUSER x',
      ['2-5 RUN a|<<EOF|&&|b ["c\\n"]', '6-6 USER x'],
    ],
    [
      'with backslashes at its line ends',
      'RUN <<EOF\na \\\nEOF\nUSER x',
      ['2-4 RUN <<EOF ["a \\\\\\n"]', '5-5 USER x'],
    ],
    ['with CRLF', 'RUN <<EOF\r\na\r\nEOF\r\nUSER x', ['2-4 RUN <<EOF ["a\\r\\n"]', '5-5 USER x']],
    ['in ONBUILD', 'ONBUILD RUN <<EOF\na\nEOF\nUSER x', ['2-4 ONBUILD RUN|<<EOF ["a\\n"]', '5-5 USER x']],
    ['quoted, which is none', `RUN echo 'a <<X' "<<Y"\nUSER x`, ['2-2 RUN echo|a <<X|<<Y', '3-3 USER x']],
    ['a here-string, which is none', 'RUN cat <<< x\nUSER x', ['2-2 RUN cat|<<<|x', '3-3 USER x']],
    ['a shift, which is none', 'RUN echo $((1<<2))\nUSER x', ['2-2 RUN echo|$((1<<2))', '3-3 USER x']],
    ['in exec form, which is none', 'RUN ["x", "<<EOF"]\nUSER x', ['2-2 RUN ["x","<<EOF"]', '3-3 USER x']],
    ['in ENV, which is none', 'ENV A=<<EOF\nUSER x', ['2-2 ENV A=<<EOF', '3-3 USER x']],
  ])('here-document: %s', (_, text, expected) => {
    expect(instructions(`FROM a\n${text}`)).toEqual(expected);
  });
});

describe('bases', () => {
  it.each<[string, string, Given, object]>([
    ['an image', 'FROM node:24', {}, { kind: 'image', reference: 'node:24' }],
    ['an empty one', 'FROM scratch', {}, { kind: 'scratch' }],
    ['a default', 'ARG V=24\nFROM node:$V', {}, { kind: 'image', reference: 'node:24' }],
    [
      'a build argument',
      'ARG V=24\nFROM node:$V',
      { buildArgs: { V: '22' } },
      { kind: 'image', reference: 'node:22' },
    ],
    [
      'a default made of others',
      'ARG V=24\nARG T="$V-slim"\nFROM node:${T}',
      {},
      { kind: 'image', reference: 'node:24-slim' },
    ],
    ['a fallback', 'ARG V\nFROM node:${V:-20}', {}, { kind: 'image', reference: 'node:20' }],
    [
      'a fallback for what is empty',
      'ARG V=\nFROM node:${V:-20}${V-x}',
      {},
      { kind: 'image', reference: 'node:20' },
    ],
    ['a suffix for what is set', 'ARG V=1\nFROM node${V:+:v$V}', {}, { kind: 'image', reference: 'node:v1' }],
    ['quotes', 'FROM "node:24"', {}, { kind: 'image', reference: 'node:24' }],
    [
      'the one platform',
      'FROM x:$TARGETOS-$TARGETARCH$TARGETVARIANT',
      { platforms: ['linux/arm/v7'] },
      { kind: 'image', reference: 'x:linux-armv7' },
    ],
    [
      'several platforms',
      'FROM x:$TARGETARCH',
      { platforms: ['linux/amd64', 'linux/arm64'] },
      { kind: 'unknown', text: 'x:$TARGETARCH' },
    ],
    [
      'the machine that builds',
      'FROM x:$BUILDARCH',
      { platforms: ['linux/amd64'] },
      { kind: 'unknown', why: 'the value of BUILDARCH is not known' },
    ],
    ['nothing', 'ARG V\nFROM $V', {}, { kind: 'unknown', text: '$V', why: 'it is empty' }],
    ['a substitution that is not computed', 'ARG V=1.2\nFROM x:${V%.*}', {}, { kind: 'unknown' }],
    [
      'an ARG of a stage, which no FROM sees',
      'FROM a\nARG V=1\nFROM b:${V:-2}',
      {},
      { kind: 'image', reference: 'b:2' },
    ],
  ])('%s', (_, text, given, expected) => {
    expect(read(text, given).target?.base).toMatchObject(expected);
  });

  it('is a stage above, by name in any case, also through an argument', () => {
    const bases = read('ARG B=tools\nFROM a AS Tools\nFROM TOOLS as x\nFROM $B').stages.map(
      ({ base }) => base,
    );
    expect(bases.slice(1)).toEqual([
      { kind: 'stage', index: 0 },
      { kind: 'stage', index: 0 },
    ]);
  });

  it('expands the platform where it is known', () => {
    const text = 'FROM --platform=$BUILDPLATFORM a\nFROM --platform=$TARGETPLATFORM b';
    const platforms = read(text, { platforms: ['linux/aarch64'] }).stages.map(({ platform }) => platform);
    expect(platforms).toEqual(['$BUILDPLATFORM', 'linux/arm64']);
  });
});

describe('stages', () => {
  const text = [
    'FROM a AS base',
    'FROM b AS tools',
    'FROM c AS unused',
    'FROM base AS app',
    'COPY --from=tools x y',
    'FROM d AS checks',
    'RUN --mount=type=bind,from=app,target=/y --mount=type=cache,target=/z x',
    'COPY --from=2 x y',
    'FROM app',
  ].join('\n');

  it.each<[string | undefined, (string | undefined)[]]>([
    [undefined, ['base', 'tools', 'app', undefined]],
    ['app', ['base', 'tools', 'app']],
    ['APP', ['base', 'tools', 'app']],
    ['checks', ['base', 'tools', 'unused', 'app', 'checks']],
    ['1', ['tools']],
    ['nope', []],
  ])('target %s reaches %j', (target, expected) => {
    const dockerfile = read(text, target === undefined ? {} : { target });
    expect(dockerfile.reachable.map(({ name }) => name)).toEqual(expected);
    expect(dockerfile.target === undefined).toBe(expected.length === 0);
  });

  it('reaches what an ONBUILD of the stage below needs', () => {
    const onbuild = 'FROM a AS tools\nFROM b AS base\nONBUILD COPY --from=tools x y\nFROM base';
    expect(read(onbuild).reachable.map(({ index }) => index)).toEqual([0, 1, 2]);
  });
});

describe('the frontend', () => {
  it.each<[string, string | undefined]>([
    ['# syntax=docker/dockerfile:1\nFROM a', 'docker/dockerfile:1'],
    ['#syntax = docker/dockerfile:1.7-labs more\r\nFROM a', 'docker/dockerfile:1.7-labs'],
    [
      '# escape=`\n# syntax=mirror.example/docker/dockerfile@sha256:0\nFROM a',
      'mirror.example/docker/dockerfile@sha256:0',
    ],
    ['#!/usr/bin/env docker\n// syntax=docker/dockerfile:1\nFROM a', 'docker/dockerfile:1'],
    ['# hello\n# syntax=docker/dockerfile:1\nFROM a', undefined],
    ['FROM a', undefined],
  ])('%j names %s', (text, expected) => {
    expect(read(text).syntax).toBe(expected);
  });

  it('is named by a build argument, too', () => {
    expect(read('FROM a', { buildArgs: { BUILDKIT_SYNTAX: 'docker/dockerfile:1' } }).syntax).toBe(
      'docker/dockerfile:1',
    );
  });
});

describe('problems', () => {
  it.each<[string, { line: number; what: string }[]]>([
    ['FROM a\nCOPPY b c', [{ line: 2, what: 'COPPY is no instruction' }]],
    ['FROM a\n\nRUN <<EOF\nx', [{ line: 3, what: 'the here-document EOF does not end' }]],
    ['# escape=x\nFROM a', [{ line: 1, what: 'the escape directive is "x", expected \\ or `' }]],
    ['# escape=`\n# escape=`\nFROM a', [{ line: 2, what: 'only one escape directive can be used' }]],
    [
      '# syntax=acme/frontend\nFROM a',
      [{ line: 1, what: 'the frontend acme/frontend is not docker/dockerfile' }],
    ],
    ['', []],
    ['FROM a', []],
  ])('%j', (text, expected) => {
    expect(read(text).problems).toEqual(expected);
  });
});
