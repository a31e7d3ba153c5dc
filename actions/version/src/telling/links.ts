import { markdownText } from '@workaday/core';
import type { Author } from '../changes/change.ts';
import { excerpt } from './prose.ts';

/** Where links lead. */
export interface Links {
  /** `https://github.com/owner/name` */
  repositoryUrl: string;
}

export function commitLink(sha: string, { repositoryUrl }: Links): string {
  return `[${sha.slice(0, 7)}](${repositoryUrl}/commit/${sha})`;
}

export function pullLink(number: number, { repositoryUrl }: Links): string {
  return `[#${number}](${repositoryUrl}/pull/${number})`;
}

/** GitHub shows the tag alone where there is no release yet. */
export function tagLink(name: string, { repositoryUrl }: Links): string {
  return `[${markdownText(name)}](${repositoryUrl}/releases/tag/${inPath(name)})`;
}

export function compareUrl(from: string, to: string, { repositoryUrl }: Links): string {
  return `${repositoryUrl}/compare/${inPath(from)}...${inPath(to)}`;
}

export function historyUrl(until: string, { repositoryUrl }: Links): string {
  return `${repositoryUrl}/commits/${inPath(until)}`;
}

/** The author's name; it leads to the profile when the address tells the login. Never an `@`, which would ping. */
export function authorText(author: Author, { repositoryUrl }: Links): string {
  const { origin, hostname } = new URL(repositoryUrl);
  const login = loginOf(author.email, hostname);
  const name = markdownText(excerpt(author.name, 100));
  return login === undefined ? name : `[${name || login}](${origin}/${login})`;
}

/** Of `login@users.noreply.github.com` or `123+login@…`; a bot's login has brackets, and no profile. */
function loginOf(email: string, hostname: string): string | undefined {
  const [, login, host] = /^(?:\d+\+)?([a-z\d][a-z\d_-]{0,38})@users\.noreply\.(.+)$/i.exec(email) ?? [];
  return host?.toLowerCase() === hostname.toLowerCase() ? login : undefined;
}

/** Git names hold neither spaces nor `..`, but parentheses, which would end a Markdown link. */
function inPath(name: string): string {
  return name
    .split('/')
    .map(encodeURIComponent)
    .join('/')
    .replace(/[()'*!]/g, percent);
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
