import { isRecord, type KubeObject, recordAt, recordsAt } from './object.ts';
import { containersOf, type PodTemplate } from './pod-template.ts';

/** A record that names a ConfigMap or Secret in one of its fields. */
export interface ConfigReference {
  kind: 'ConfigMap' | 'Secret';
  holder: Record<string, unknown>;
  field: 'name' | 'secretName';
}

/** Kinds of volumes that name the Secret of their credentials. */
const volumesWithSecret = ['flexVolume', 'cephfs', 'cinder', 'iscsi', 'rbd', 'scaleIO', 'storageos'];

/** Every reference of a pod template to a ConfigMap or Secret. */
export function configReferences(template: PodTemplate): ConfigReference[] {
  const found: ConfigReference[] = [];
  const add = (kind: ConfigReference['kind'], holder: unknown, field: ConfigReference['field'] = 'name') => {
    if (isRecord(holder) && typeof holder[field] === 'string') found.push({ kind, holder, field });
  };
  for (const volume of recordsAt(template.spec, 'volumes')) {
    add('ConfigMap', volume['configMap']);
    add('Secret', volume['secret'], 'secretName');
    add('Secret', volume['azureFile'], 'secretName');
    add('Secret', recordAt(volume, 'csi', 'nodePublishSecretRef'));
    for (const type of volumesWithSecret) add('Secret', recordAt(volume, type, 'secretRef'));
    for (const source of recordsAt(volume, 'projected', 'sources')) {
      add('ConfigMap', source['configMap']);
      add('Secret', source['secret']);
    }
  }
  for (const { container } of containersOf(template)) {
    for (const variable of recordsAt(container, 'env')) {
      add('ConfigMap', recordAt(variable, 'valueFrom', 'configMapKeyRef'));
      add('Secret', recordAt(variable, 'valueFrom', 'secretKeyRef'));
    }
    for (const source of recordsAt(container, 'envFrom')) {
      add('ConfigMap', source['configMapRef']);
      add('Secret', source['secretRef']);
    }
  }
  for (const secret of recordsAt(template.spec, 'imagePullSecrets')) add('Secret', secret);
  return found;
}

/**
 * Names of ConfigMaps and Secrets that an object says outside of `known`: the certificate of an Ingress, the pull
 * secrets of a ServiceAccount, the resources that a Role opens, whatever a custom kind calls its own.
 */
export function otherConfigNames(object: KubeObject, known: readonly ConfigReference[]): Set<string> {
  const holders = new Set<unknown>(known.map(({ holder }) => holder));
  const names = new Set<string>();
  const visit = (value: unknown, keys: readonly string[], about: boolean): void => {
    if (holders.has(value)) return;
    if (Array.isArray(value)) for (const item of value) visit(item, keys, about);
    else if (isRecord(value)) {
      const named = about || value['kind'] === 'ConfigMap' || value['kind'] === 'Secret';
      for (const [key, child] of Object.entries(value))
        visit(child, [...keys, key], named || /secret|config|certificate|^resourceNames$/i.test(key));
    } else if (about && typeof value === 'string' && isNameKey(keys.at(-1) ?? '')) names.add(value);
  };
  const { metadata: _, data: _d, stringData: _s, binaryData: _b, ...rest } = object;
  visit(rest, [], false);
  return names;
}

/** `name`, `secretName`, `existingSecret`, `resourceNames`, `imagePullSecrets: [a]`. */
function isNameKey(key: string): boolean {
  return /name|secret|config|certificate/i.test(key);
}
