/** What a pod runs: container to digest, undefined until it is known. */
export interface RunningPod {
  name: string;
  images: Readonly<Record<string, string | undefined>>;
}

/**
 * Why the pods are not what was deployed: a deployed digest runs nowhere, and a pod runs none of the deployed
 * ones. Either alone is usual: a service may have no running pod, and a pod may be a third party's image.
 * @param deployed service to `repository@sha256:…`
 */
export function digestMismatch(
  pods: readonly RunningPod[],
  deployed: Readonly<Record<string, string>>,
): string | undefined {
  const wanted = Object.entries(deployed).map(([service, image]) => ({ service, digest: digestOf(image) }));
  const digests = new Set(wanted.map(({ digest }) => digest));
  const running = new Set(pods.flatMap((pod) => Object.values(pod.images)));
  if (running.has(undefined)) return undefined;
  const missing = wanted.filter(({ digest }) => !running.has(digest));
  const foreign = pods.filter(
    (pod) => !Object.values(pod.images).some((digest) => digests.has(digest ?? '')),
  );
  const [first] = missing;
  if (first === undefined || foreign.length === 0) return undefined;
  const names = foreign.map((pod) => pod.name).join(', ');
  return `${first.service} was deployed as ${first.digest}, which runs in no pod; ${names} runs something else`;
}

function digestOf(image: string): string {
  return image.slice(image.lastIndexOf('@') + 1);
}
