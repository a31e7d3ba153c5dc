import { type KubeObject, objectName, recordAt } from '../manifests/object.ts';
import { projected } from './projection.ts';

/** What a StatefulSet lets be changed. */
const changeable = new Set([
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
]);

/** What a person does about a field that never changes on an object that exists. */
export function immutableAdvice(
  object: KubeObject,
  live: KubeObject | undefined,
  field: string | undefined,
): string {
  const { kind } = object;
  const rename = `give the ${kind} another name; the old one leaves once the new release is verified`;
  if (field?.includes('selector') && 'template' in (recordAt(object, 'spec') ?? {}))
    return `put \`spec.selector\` back as it is on the cluster, or ${rename}`;
  if (kind === 'StatefulSet')
    return `${fieldsText(object, live)}put them back, or a person runs \`kubectl delete statefulset ${object.metadata.name} --cascade=orphan\`, which leaves pods and data, and the next deploy creates it again`;
  if (kind === 'Job')
    return "a Job never changes: give it another name, or delete the finished one; a Job's name can carry a hash of its content";
  if (kind === 'Service')
    return 'leave `clusterIP` and `clusterIPs` out of the manifest: the cluster gives the address; or give the Service another name';
  if (kind === 'PersistentVolumeClaim')
    return 'only the storage request of a bound claim may grow; otherwise make a claim with another name and move the data';
  if (kind === 'ConfigMap' || kind === 'Secret')
    return `${objectName(object)} is marked immutable on the cluster: give it another name, and name it where it is read`;
  return `put the field back as it is on the cluster, or ${rename}`;
}

function fieldsText(object: KubeObject, live: KubeObject | undefined): string {
  const [ours, theirs] = [recordAt(object, 'spec'), recordAt(live, 'spec')];
  const fields = Object.entries(ours ?? {})
    .filter(([field]) => !changeable.has(field))
    .filter(([field, value]) => JSON.stringify(projected(theirs?.[field], value)) !== JSON.stringify(value))
    .map(([field]) => `spec.${field}`);
  return fields.length === 0 ? '' : `${fields.join(' and ')} differ from the cluster: `;
}
