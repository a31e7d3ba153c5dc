import { type Manifest, parseManifests } from '../src/manifests/manifests.ts';
import type { KubeObject } from '../src/manifests/object.ts';

/** The documents of a YAML text, as a file of manifests has them. */
export function written(text: string): Manifest[] {
  const { manifests, problems } = parseManifests(text, 'k8s/a.yaml');
  if (problems.length > 0) throw new Error(problems.map(({ what }) => what).join('; '));
  return manifests;
}

export function writtenObject(text: string): KubeObject {
  const [first] = written(text);
  if (!first) throw new Error('no document');
  return first.object;
}
