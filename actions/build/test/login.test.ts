import { describe, expect, it } from 'vitest';
import { mayReceive } from '../src/docker/login.ts';

describe('mayReceive', () => {
  it.each([
    ['ghcr.io', 'ghs_abc', 'https://github.com', true],
    ['docker.pkg.github.com', 'ghp_abc', 'https://github.com', true],
    ['containers.git.example.com', 'ghs_abc', 'https://git.example.com', true],
    ['containers.acme.ghe.com', 'ghs_abc', 'https://acme.ghe.com', true],
    ['127.0.0.1:5000', 'ghs_abc', 'https://github.com', true],
    ['harbor.example.com', 'ghs_abc', 'https://github.com', false],
    ['ghcr.io.example.com', 'github_pat_abc', 'https://github.com', false],
    ['docker.io', 'gho_abc', 'https://github.com', false],
    ['harbor.example.com', 'robot-password', 'https://github.com', true],
  ])('%s gets %s of %s: %s', (host, password, server, expected) => {
    expect(mayReceive(host, password, server)).toBe(expected);
  });
});
