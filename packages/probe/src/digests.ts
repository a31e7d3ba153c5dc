import {
  type CurrentPod,
  type KubeObject,
  objectName,
  podTemplateOf,
  type Release,
  recordsAt,
} from '@workaday/kubernetes';

/** What must run: workload (`Deployment/web`) to container to digest. */
export type DeployedDigests = Readonly<Record<string, Readonly<Record<string, string>>>>;

type Pod = Pick<CurrentPod, 'name' | 'workload' | 'images'>;

/**
 * The digests that were built, where the release put them. What others built is none of its business.
 * @param written the objects of the release, as it wrote them
 */
export function deployedDigests(
  written: readonly KubeObject[],
  { images }: Pick<Release, 'images'>,
): DeployedDigests {
  const built = new Set(Object.values(images).map(digestOf));
  const found = written.map((object) => {
    const digests = recordsAt(podTemplateOf(object)?.spec, 'containers')
      .map(({ name, image }) => [String(name), digestOf(String(image))] as const)
      .filter(([, digest]) => built.has(digest));
    return [objectName(object), Object.fromEntries(digests)] as const;
  });
  return Object.fromEntries(found);
}

/** Why the pods are not what was deployed, if so; what a container runs is unknown until it has started. */
export function digestMismatch(pods: readonly Pod[], deployed: DeployedDigests): string | undefined {
  for (const { name, workload, images } of pods) {
    for (const [container, digest] of Object.entries(deployed[workload] ?? {})) {
      const running = images[container];
      if (running === undefined) {
        return `the pod ${name} has no container ${container}, which was deployed as ${digest}`;
      }
      const known = [running.named, running.reported].filter((one) => one !== undefined);
      if (known.length > 0 && !known.includes(digest)) {
        return `the pod ${name} runs ${known.at(-1)} in its container ${container}, which was deployed as ${digest}`;
      }
    }
  }
  return undefined;
}

function digestOf(image: string): string {
  return image.slice(image.lastIndexOf('@') + 1);
}
