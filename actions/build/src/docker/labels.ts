import type { Stage } from '../dockerfile/dockerfile.ts';

/** What GitHub says of a repository in every event, as far as a label wants it. */
export interface RepositoryFacts {
  /** Where people read it, e.g. `https://github.com/acme/shop`. */
  url: string;
  name: string;
  description: string;
  /** SPDX identifier; empty when there is none, or GitHub does not know it. */
  license: string;
}

const oci = 'org.opencontainers.image';
/** Label of the commit at which an image was built first. */
export const revisionLabel = `${oci}.revision`;

/**
 * Labels that say where an image comes from. None changes while the source stays: no time, no version, no run, and the
 * revision is the commit at which this source was built first.
 * @param service appended to the title when the repository has several
 * @param own labels that the Dockerfile sets by itself, which win where they describe the image
 */
export function imageLabels(
  repository: RepositoryFacts,
  service: string | undefined,
  revision: string,
  own: ReadonlySet<string>,
): Map<string, string> {
  const described: [string, string][] = [
    [`${oci}.title`, service === undefined ? repository.name : `${repository.name}/${service}`],
    [`${oci}.description`, repository.description],
    [`${oci}.url`, repository.url],
    [`${oci}.licenses`, repository.license],
  ];
  return new Map([
    ...described.filter(([name, value]) => value !== '' && !own.has(name)),
    // Registries link an image to its repository by this one.
    [`${oci}.source`, repository.url],
    [revisionLabel, revision],
  ]);
}

/** Names of the labels that the stages set themselves, in either form of LABEL. */
export function ownLabels(stages: readonly Stage[]): ReadonlySet<string> {
  const labels = stages.flatMap((stage) => stage.instructions.filter(({ keyword }) => keyword === 'LABEL'));
  return new Set(labels.flatMap(({ words }) => words.map((word) => word.split('=')[0] ?? '')));
}

/** Reads the repository out of an event, as GitHub sent it; what is missing is empty. */
export function repositoryFacts(event: unknown, url: string, name: string): RepositoryFacts {
  const { repository } = (event ?? {}) as { repository?: Record<string, unknown> };
  const license = (repository?.['license'] as { spdx_id?: unknown } | null | undefined)?.spdx_id;
  const description = repository?.['description'];
  return {
    url,
    name,
    description: typeof description === 'string' ? description.replace(/\s+/g, ' ').trim() : '',
    license: typeof license === 'string' && license !== 'NOASSERTION' ? license : '',
  };
}
