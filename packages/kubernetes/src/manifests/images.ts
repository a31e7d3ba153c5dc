import { type Problem, parseImageReference, repositoryOf } from '@workaday/core';
import type { Manifest } from './manifests.ts';
import { objectName, recordsAt } from './object.ts';
import { containersOf, type PodTemplate, podTemplatesOf } from './pod-template.ts';

/** An image that was built: `reference` is `repository@sha256:…`. */
export interface ServiceImage {
  service: string;
  reference: string;
  /** Other repositories that manifests may name it by, e.g. the one of workaday.yml. */
  aliases?: readonly string[];
}

export interface ImagesSet {
  manifests: Manifest[];
  /** A service whose image nothing uses. */
  problems: Problem[];
  /** Images that stay without digest. */
  warnings: Problem[];
}

/** Sets the digests of the services' images wherever a container names them. */
export function setImages(manifests: readonly Manifest[], images: readonly ServiceImage[]): ImagesSet {
  const result = structuredClone(manifests) as Manifest[];
  const used = new Set<string>();
  const seen: string[] = [];
  const warnings: Problem[] = [];
  for (const { object, place } of result) {
    for (const { holder, field, name } of podTemplatesOf(object).flatMap(imagesOf)) {
      const image = String(holder[field]);
      const where = `${objectName(object)}, ${name}`;
      const match = images.find((candidate) => namesImage(image, candidate));
      seen.push(`${where}: ${image}`);
      if (match) {
        holder[field] = match.reference;
        used.add(match.service);
      } else if (!image.includes('@sha256:')) {
        warnings.push({ what: `${where} runs ${image}, which names no digest and may change`, place });
      }
    }
  }
  const problems = images
    .filter(({ service }) => !used.has(service))
    .map(({ service, reference }) => unusedImage(service, reference, seen));
  return { manifests: result, problems, warnings };
}

interface ImageHolder {
  holder: Record<string, unknown>;
  field: 'image' | 'reference';
  /** `container web` */
  name: string;
}

/** The images of a pod: those of its containers, and those that it mounts as volumes. */
function imagesOf(template: PodTemplate): ImageHolder[] {
  const containers = containersOf(template).map(({ container }) => ({
    holder: container,
    field: 'image' as const,
    name: `container ${String(container['name'])}`,
  }));
  const volumes = recordsAt(template.spec, 'volumes').flatMap((volume) =>
    recordsAt([volume['image']]).map((holder) => ({
      holder,
      field: 'reference' as const,
      name: `volume ${String(volume['name'])}`,
    })),
  );
  return [...containers, ...volumes].filter(({ holder, field }) => typeof holder[field] === 'string');
}

/** Whether a container's image, without tag and digest, is the service's repository, its last part, or the service. */
function namesImage(image: string, { service, reference, aliases = [] }: ServiceImage): boolean {
  const written = image.replace(/@.*$/, '').replace(/:[^:/]*$/, '');
  if (!written.includes('/')) {
    const bare = [reference, ...aliases].map((name) => lastPart(name));
    return written === service || bare.includes(written);
  }
  const repository = normalised(written);
  return [reference, ...aliases].some((name) => normalised(name) === repository);
}

function lastPart(reference: string): string {
  return (reference.replace(/@.*$/, '').split('/').at(-1) ?? '').replace(/:.*$/, '');
}

function normalised(reference: string): string {
  const parsed = parseImageReference(reference);
  return 'problem' in parsed ? reference : repositoryOf(parsed);
}

function unusedImage(service: string, reference: string, seen: readonly string[]): Problem {
  const containers = seen.length === 0 ? 'there is no container' : `the containers are: ${seen.join('; ')}`;
  return {
    what: `no container uses the image of service ${service} (${reference}); ${containers}`,
    next: `write \`image: ${service}\` or \`image: ${reference.replace(/@.*$/, '')}\` in its workload`,
  };
}
