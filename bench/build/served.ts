const accepted = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];

/**
 * What the registry serves under a tag, when that is not the image that was named.
 * @param image `HOST/PATH@sha256:…`
 */
export async function servedOtherwise(image: string, tag: string): Promise<string | undefined> {
  const [repository = '', digest] = image.split('@');
  const slash = repository.indexOf('/');
  const url = `http://${repository.slice(0, slash)}/v2/${repository.slice(slash + 1)}/manifests/${tag}`;
  const answer = await fetch(url, { method: 'HEAD', headers: { accept: accepted.join(', ') } });
  const served = answer.headers.get('docker-content-digest') ?? `HTTP ${answer.status}`;
  return served === digest ? undefined : `${repository}:${tag} is ${served}, not ${digest}`;
}
