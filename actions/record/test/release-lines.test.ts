import { Failure, readInputs } from '@workaday/core';
import { describe, expect, it } from 'vitest';
import { contract } from '../src/contract.ts';
import { parseReleaseLines } from '../src/release-lines.ts';

describe('parseReleaseLines', () => {
  it.each([
    ['nothing', '', []],
    ['one', 'v1.2.3=123456', [['v1.2.3', 123456]]],
    [
      'several, with the ends of lines that a web form makes',
      ' v1.2.3=1 \r\n\r\napi/v2.0.0=2\r\n',
      [
        ['v1.2.3', 1],
        ['api/v2.0.0', 2],
      ],
    ],
    ['a tag with an equals sign', 'a=b/v1.0.0=7', [['a=b/v1.0.0', 7]]],
  ])('reads %s', (_, raw, expected) => {
    expect(parseReleaseLines(raw)).toEqual({ value: expected.map(([tag, id]) => ({ tag, id })) });
  });

  it.each([
    ['no ID', 'v1.2.3', 'entry 1'],
    ['no tag', '=12', 'entry 1'],
    ['an ID that is none', 'v1=1\nv2=0x1\nv3=\nv4=-4\nv5=0', 'entry 2, 3, 4, 5'],
    ['a larger number than is exact', 'v1=9007199254740993', 'entry 1'],
    ['a tag with a space', 'v 1=1', 'entry 1'],
    ['a tag twice', 'v1=1\nv1=2', 'once'],
    ['an ID twice', 'v1=1\nv2=1', 'once'],
  ])('refuses %s', (_, raw, expected) => {
    expect(parseReleaseLines(raw)).toEqual({ expected: expect.stringContaining(expected) });
  });

  it('is told to a person with an example', () => {
    const env = { INPUT_VERSION: '1.0.0', 'INPUT_GITHUB-TOKEN': 't', 'INPUT_GITHUB-RELEASES': 'latest' };
    const read = () => readInputs(contract.inputs, env);
    expect(read).toThrow(Failure);
    expect(read).toThrow(/github-releases is "latest", expected TAG=ID on every line/);
  });
});
