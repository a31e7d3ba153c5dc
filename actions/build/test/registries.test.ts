import { readInputs } from '@workaday/core';
import { describe, expect, it } from 'vitest';
import { contract } from '../src/contract.ts';
import { mirrorsOf } from '../src/registries.ts';

const mirrors = (text: string) =>
  mirrorsOf(readInputs(contract.inputs, { INPUT_VERSION: '1.0.0', 'INPUT_REGISTRY-MIRRORS': text }));

describe('registry-mirrors', () => {
  it.each([
    ['docker.io=mirror.internal:5000', 'docker.io', 'mirror.internal:5000'],
    ['index.docker.io=mirror.internal', 'docker.io', 'mirror.internal'],
    ['GHCR.io=Mirror.internal', 'ghcr.io', 'mirror.internal'],
    ['docker.io=[::1]:5000', 'docker.io', '[::1]:5000'],
    ['docker.io=mirror', 'docker.io', 'mirror'],
    ['docker.io=localhost', 'docker.io', 'localhost'],
  ])('%s', (text, host, mirror) => expect([...mirrors(text)]).toEqual([[host, mirror]]));

  it.each([
    ['docker.io=https://mirror.internal', 'docker.io=https://mirror.internal'],
    ['docker.io=mirror.internal/path', 'mirror.internal/path'],
    ['docker.io=ann:canary@mirror.internal', 'docker.io=…@mirror.internal'],
    ['docker.io=https://ann:canary@mirror.internal', 'docker.io=…@mirror.internal'],
    ['docker.io=ann:can/canary@mirror.internal', 'docker.io=…@mirror.internal'],
    ['docker.io=mirror internal', 'mirror internal'],
  ])('%s is none', (text, shown) => {
    expect(() => mirrors(text)).toThrow(shown);
    expect(() => mirrors(text)).not.toThrow('canary');
  });
});
