import { Failure, type Problem } from '@workaday/core';
import type { Hints } from '../hints.ts';

export const kinds = ['node', 'go', 'python', 'static'] as const;
export type Kind = (typeof kinds)[number];

/** Whoever an app of ours runs as: nobody of the image, and not root. */
export const appUser = 1000;
export const appUserWhy = `USER ${appUser}, a number, so that \`runAsNonRoot\` can see that it is not root.`;

/** What the caller decided; the rest is found. */
export interface Asked {
  kind?: Kind | undefined;
  /** The file that starts a Node or Python app, the package of a Go program, the folder of a static site. */
  entry?: string | undefined;
  port?: number | undefined;
  /** Path that answers 200 when the app may be asked. */
  health?: string | undefined;
}

/** How an app becomes an image and runs as a pod. */
export interface Recipe {
  /** What it was taken for, and by what. */
  found: string;
  /** Text of the Dockerfile. */
  dockerfile: string;
  /** A sentence for each choice in the Dockerfile. */
  why: readonly string[];
  /** Lines of the .dockerignore beside those that every app has. */
  ignore: readonly string[];
  run: RunFacts;
}

/** What the manifests need to know of an image. */
export interface RunFacts {
  port: number;
  portWhy: string;
  /** PORT is set for it. */
  setsPort: boolean;
  user: number;
  /** Path of the readiness probe. */
  probe: string;
  /** What a smoke test asks, when `GET /` alone is not it. */
  checks: readonly string[];
  memory: { request: string; limit: string };
  /** What a person should look at. */
  warnings: readonly string[];
}

export const defaultPort = 8080;

/** The port, and why it is this one: what was asked for, what the source says, or the default. */
export function choosePort(asked: Asked, hints: Hints): Pick<RunFacts, 'port' | 'portWhy' | 'setsPort'> {
  const setsPort = hints.takesPort;
  if (asked.port !== undefined)
    return { port: asked.port, portWhy: `port ${asked.port}, as --port says`, setsPort };
  if (hints.port !== undefined && (hints.port >= 1024 || !setsPort))
    return { port: hints.port, portWhy: `port ${hints.port}, as the source says`, setsPort };
  const why = setsPort
    ? `port ${defaultPort}: the app takes its port from PORT, which the manifest sets`
    : `port ${defaultPort}, a guess: the source names none; --port decides`;
  return { port: defaultPort, portWhy: why, setsPort };
}

/** What the readiness probe asks, and what the smoke test asks besides `/`. */
export function chooseHealth(asked: Asked, hints: Hints): Pick<RunFacts, 'probe' | 'checks'> {
  const health = asked.health ?? hints.health;
  const root = hints.answersRoot ? ['/'] : [];
  if (health !== undefined) return { probe: health, checks: [...new Set([...root, health])] };
  if (hints.answersRoot) return { probe: '/', checks: [] };
  throw undecided([
    {
      what: 'the source registers routes, but neither `/` nor a usual health path (/readyz, /healthz, /health) is among them',
      next: 'Name a path that answers 200 when the app may be asked, with --health PATH.',
    },
  ]);
}

/** What every app is told of its stop, unless its source shows that it knows. */
export function stopWarning(hints: Hints, how: string): string[] {
  if (hints.hearsTerm) return [];
  return [
    `The source does not mention SIGTERM. With each deploy Kubernetes sends it, and an app that does not finish its requests then fails them: ${how}`,
  ];
}

export function lowPortWarning(port: number): string[] {
  if (port >= 1024) return [];
  return [
    `The app listens on port ${port}, and runs without the rights of root, which some nodes ask for below 1024: listen on ${defaultPort}; the Service offers it as 80 all the same.`,
  ];
}

/** A command in the exec form. */
export function execForm(words: readonly string[]): string {
  return `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;
}

/** What cannot be decided here, all of it at once. */
export function undecided(problems: readonly Problem[]): Failure {
  return new Failure({
    reason: 'undecided',
    what: problems.map(({ what }) => what).join('; '),
    why: 'A guess would be wrong in a way that shows only in production.',
    next: `Nothing was written. ${problems.map(({ next }) => next ?? '').join(' ')}`.trim(),
    problems,
  });
}
