import { isRecord, type KubeObject, recordAt, recordsAt } from '../manifests/object.ts';
import { containersOf, type PodTemplate, podTemplatesOf } from '../manifests/pod-template.ts';

/** Something that must be there before pods of an object can start. */
export interface Reference {
  kind: 'ConfigMap' | 'Secret' | 'ServiceAccount' | 'PersistentVolumeClaim';
  name: string;
  /** A key that it must hold. */
  key?: string;
  /** Where it is named, e.g. `.spec.template.spec.containers[0].env[2]`. */
  path: string;
  /** Without it pods start all the same, but something will not work. */
  lenient?: boolean;
  /** A volume of the same pod makes the Secret when the pod is mounted. */
  mountedFirst?: boolean;
}

const secretStore = 'secrets-store.csi.k8s.io';

/** Everything that an object needs and does not make itself; what is marked optional is left out. */
export function referencesOf(object: KubeObject): Reference[] {
  const ofPods = podTemplatesOf(object).flatMap((template) => ofTemplate(template));
  const claims = recordsAt(object, 'spec', 'volumeClaimTemplates');
  const made = new Set(claims.map((claim) => String(recordAt(claim, 'metadata')?.['name'])));
  return [...ofPods, ...(object.kind === 'Ingress' ? certificatesOf(object) : [])].filter(
    ({ kind, name }) => kind !== 'PersistentVolumeClaim' || !made.has(name),
  );
}

function ofTemplate(template: PodTemplate): Reference[] {
  const { spec } = template;
  const path = `.${template.path}`;
  const account = spec['serviceAccountName'] ?? spec['serviceAccount'];
  const pullSecrets = recordsAt(spec, 'imagePullSecrets').map(
    ({ name }, index): Reference => ({
      kind: 'Secret',
      name: String(name),
      path: `${path}.imagePullSecrets[${index}]`,
      lenient: true,
    }),
  );
  const volumes = recordsAt(spec, 'volumes');
  const found = [
    ...(typeof account === 'string' && account !== ''
      ? [{ kind: 'ServiceAccount' as const, name: account, path: `${path}.serviceAccountName` }]
      : []),
    ...volumes.flatMap((volume, index) => ofVolume(volume, `${path}.volumes[${index}]`)),
    ...containersOf(template).flatMap(({ container, path: at }) => ofContainer(container, `.${at}`)),
    ...pullSecrets,
  ];
  const mountsStore = volumes.some((volume) => recordAt(volume, 'csi')?.['driver'] === secretStore);
  return mountsStore
    ? found.map((one) => (one.kind === 'Secret' ? { ...one, mountedFirst: true } : one))
    : found;
}

function ofVolume(volume: Record<string, unknown>, path: string): Reference[] {
  const claim = recordAt(volume, 'persistentVolumeClaim')?.['claimName'];
  return [
    ...named('ConfigMap', volume['configMap'], `${path}.configMap`),
    ...named('Secret', volume['secret'], `${path}.secret`, 'secretName'),
    ...recordsAt(volume, 'projected', 'sources').flatMap((source, index) => [
      ...named('ConfigMap', source['configMap'], `${path}.projected.sources[${index}].configMap`),
      ...named('Secret', source['secret'], `${path}.projected.sources[${index}].secret`),
    ]),
    ...named('Secret', recordAt(volume, 'csi', 'nodePublishSecretRef'), `${path}.csi.nodePublishSecretRef`),
    ...(typeof claim === 'string'
      ? [{ kind: 'PersistentVolumeClaim' as const, name: claim, path: `${path}.persistentVolumeClaim` }]
      : []),
  ];
}

function ofContainer(container: Record<string, unknown>, path: string): Reference[] {
  const variables = recordsAt(container, 'env').flatMap((variable, index) => {
    const from = `${path}.env[${index}].valueFrom`;
    return [
      ...named('ConfigMap', recordAt(variable, 'valueFrom', 'configMapKeyRef'), `${from}.configMapKeyRef`),
      ...named('Secret', recordAt(variable, 'valueFrom', 'secretKeyRef'), `${from}.secretKeyRef`),
    ];
  });
  const sources = recordsAt(container, 'envFrom').flatMap((source, index) => [
    ...named('ConfigMap', source['configMapRef'], `${path}.envFrom[${index}].configMapRef`),
    ...named('Secret', source['secretRef'], `${path}.envFrom[${index}].secretRef`),
  ]);
  return [...variables, ...sources];
}

/** A reference by name, with a key of its own or with the keys of its items. */
function named(
  kind: 'ConfigMap' | 'Secret',
  holder: unknown,
  path: string,
  field: 'name' | 'secretName' = 'name',
): Reference[] {
  if (!isRecord(holder) || holder['optional'] === true) return [];
  const name = holder[field];
  if (typeof name !== 'string' || name === '') return [];
  const keys = [holder['key'], ...recordsAt(holder, 'items').map((item) => item['key'])];
  const wanted = keys.filter((key): key is string => typeof key === 'string');
  return wanted.length === 0
    ? [{ kind, name, path }]
    : wanted.map((key): Reference => ({ kind, name, key, path }));
}

function certificatesOf(ingress: KubeObject): Reference[] {
  return recordsAt(ingress, 'spec', 'tls').flatMap(({ secretName }, index): Reference[] =>
    typeof secretName === 'string' && secretName !== ''
      ? [{ kind: 'Secret', name: secretName, path: `.spec.tls[${index}]`, lenient: true }]
      : [],
  );
}
