import type { Permissions } from '../github/permissions.ts';
import type { Contexts } from './expression.ts';
import { excess } from './job-permissions.ts';
import type { Origin, RemoteUses } from './uses.ts';

export type Yaml = Record<string, unknown>;

export interface EnvironmentValues {
  readonly secrets: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
}

/** Everything a run's localisation needs to know; all of it is read beforehand. */
export interface RunSources {
  readonly origin: Origin;
  readonly path: string;
  readonly content: Yaml;
  /** Called workflows, by their full `uses`. */
  readonly workflows: Readonly<Record<string, Yaml>>;
  /** action.yml of the actions that are used, by their full `uses`. */
  readonly actions: Readonly<Record<string, Yaml>>;
  readonly environments: Readonly<Record<string, EnvironmentValues>>;
  readonly defaultPermissions: Permissions;
  /** github, inputs, vars: what is known before the run. */
  readonly contexts: Contexts;
  readonly gateUrl: string;
  /** Where jobs with `id-token: write` ask for identity tokens. */
  readonly idTokenUrl: string;
  readonly recordFolder: string;
}

export interface IdTokenSecret {
  readonly secret: string;
  readonly environment: string | undefined;
}

export interface LocalJob {
  /** As GitHub shows it: `ship / deploy`; unique in the run, and the job's name in the local copy. */
  readonly key: string;
  readonly id: string;
  /** The secret that carries this job's own token. */
  readonly tokenSecret: string;
  /** The secrets that carry what the job asks for identity tokens with, if it may: one for each environment it may turn out to be in. */
  readonly idTokenSecrets: readonly IdTokenSecret[];
  /** The workflow file in which the job stands. */
  readonly workflow: RemoteUses;
  readonly permissions: Permissions;
  /** Undefined, too, when only the run itself can tell. */
  readonly environment: string | undefined;
  /** Does GitHub itself make a deployment record for the environment? */
  readonly recordsDeployment: boolean;
}

export interface LocalFile {
  /** Undefined for the run's own workflow, else the repository it is served from: `owner/repo@ref`. */
  readonly repository: string | undefined;
  readonly path: string;
  readonly content: Yaml;
}

export interface LocalRun {
  readonly files: readonly LocalFile[];
  readonly jobs: readonly LocalJob[];
  /** Environment secrets and variables under the names that the local copy uses. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
  /** Concurrency groups of whole workflows. */
  readonly groups: readonly string[];
  /** Why GitHub would not start this run at all. */
  readonly failures: readonly string[];
}

/** What is collected while the workflow and those it calls are walked through. */
export interface Collected {
  readonly files: LocalFile[];
  readonly jobs: LocalJob[];
  readonly secrets: Record<string, string>;
  readonly variables: Record<string, string>;
  readonly groups: string[];
  readonly failures: string[];
}

/** One workflow file being localised: where it came from, and what its caller allows and passes. */
export interface Frame {
  readonly sources: RunSources;
  readonly collected: Collected;
  readonly origin: Origin;
  readonly path: string;
  readonly content: Yaml;
  readonly contexts: Contexts;
  readonly allowed: Permissions;
  /** Names of the secrets that arrive here; undefined: all of them (the run's own workflow, or `inherit`). */
  readonly passed: readonly string[] | undefined;
  /** `ship / ` inside the workflow called by job `ship`. */
  readonly prefix: string;
  readonly name: string;
}

export function refuseExcess(frame: Frame, key: string, asked: Permissions): void {
  if (frame.prefix === '') return;
  const called = `${frame.origin.repository}@${frame.origin.ref}`;
  for (const one of excess(asked, frame.allowed))
    frame.collected.failures.push(`Error calling a workflow of '${called}'. The nested job '${key}' ${one}.`);
}

/** What cannot be evaluated before the run is a failure of the run, said in words, never a guess. */
export function attempt(frame: Frame, what: string, work: () => unknown): void {
  try {
    work();
  } catch (error) {
    frame.collected.failures.push(`The local runner cannot tell ${what}: ${(error as Error).message}.`);
  }
}
