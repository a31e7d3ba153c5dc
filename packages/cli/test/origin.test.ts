import { describe, expect, it } from 'vitest';
import { parseRemote } from '../src/origin.ts';

describe('a remote', () => {
  it.each([
    ['git@github.com:acme/shop.git', 'github.com'],
    ['https://github.com/acme/shop', 'github.com'],
    ['https://github.com/acme/shop.git/', 'github.com'],
    ['https://ada:secret@github.com/acme/shop.git', 'github.com'],
    ['ssh://git@github.example.com:2222/acme/shop.git', 'github.example.com:2222'],
    ['http://127.0.0.1:4000/acme/shop.git', '127.0.0.1:4000'],
  ])('%s is acme/shop', (url, host) => {
    expect(parseRemote(url)).toEqual({ host, owner: 'acme', name: 'shop' });
  });

  it.each(['/srv/git/shop.git', '../shop', 'shop', ''])('%j is a path', (url) => {
    expect(parseRemote(url)).toBeUndefined();
  });
});
