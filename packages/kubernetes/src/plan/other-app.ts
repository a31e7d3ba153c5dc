import type { Manifest } from '../manifests/manifests.ts';
import { type KubeObject, objectName } from '../manifests/object.ts';
import { appAnnotation, releaseAnnotation } from '../manifests/stamp.ts';
import type { Refusal } from './refusal.ts';

/**
 * An object that another app's release wrote. Field managers do not tell them apart, so two apps of a namespace
 * would write over each other in silence, and one would remove what the other needs.
 */
export function ofAnotherApp(manifest: Manifest, live: KubeObject | undefined): Refusal[] {
  const theirs = live?.metadata.annotations?.[appAnnotation];
  const ours = manifest.object.metadata.annotations?.[appAnnotation];
  if (theirs === undefined || ours === undefined || theirs === ours) return [];
  const problem = {
    what: `${objectName(manifest.object)}: it belongs to the app ${JSON.stringify(theirs)}, and this one is ${JSON.stringify(ours)}`,
    place: manifest.place,
    next: `give it another name in one of the two; or, where ${theirs} is this app's former name, remove the annotations ${appAnnotation} and ${releaseAnnotation} from the object, which is then taken over as it stands`,
  };
  return [{ kind: 'conflict', manifest, problem }];
}
