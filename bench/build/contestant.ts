import type { Commit } from './example-app.ts';

export const contestantNames = ['workaday', 'the glue', 'side by side, no cache'] as const;
export type ContestantName = (typeof contestantNames)[number];

/** Something that builds the services of a commit and pushes them. */
export interface Contestant {
  name: ContestantName;
  /** @param repository `HOST/OWNER/NAME`; the image of a service stands below it, by the service's name */
  ship(commit: Commit, repository: string): Promise<Shipped>;
}

export interface Shipped {
  milliseconds: number;
  /** What it says of itself; the plain commands say nothing. */
  said?: { built: readonly string[]; images: Readonly<Record<string, string>>; filesLeft: number };
}

/** What a docker client needs. */
export interface DockerPlace {
  builder: string;
  env: Readonly<Record<string, string>>;
}
