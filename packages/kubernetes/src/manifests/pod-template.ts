import { isRecord, type KubeObject, recordAt, recordsAt } from './object.ts';

/** A pod's spec inside an object. */
export interface PodTemplate {
  /** Where it stands, e.g. `spec.template.spec`. */
  path: string;
  spec: Record<string, unknown>;
}

const places = [
  ['spec', 'template', 'spec'],
  ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
];

/** The pod template of a workload of any kind (custom ones too); undefined for what runs no pods. */
export function podTemplateOf(object: KubeObject): PodTemplate | undefined {
  const candidates = object.kind === 'Pod' ? [['spec']] : places;
  for (const path of candidates) {
    const spec = recordAt(object, ...path);
    if (spec && Array.isArray(spec['containers'])) return { path: path.join('.'), spec };
  }
  return undefined;
}

/** All containers of a template, init containers first, as mutable records. */
export function containersOf(template: PodTemplate): { path: string; container: Record<string, unknown> }[] {
  return ['initContainers', 'containers'].flatMap((field) =>
    recordsAt(template.spec, field).map((container, index) => ({
      path: `${template.path}.${field}[${index}]`,
      container,
    })),
  );
}

/** A record that names a ConfigMap or Secret in one of its fields. */
export interface ConfigReference {
  kind: 'ConfigMap' | 'Secret';
  holder: Record<string, unknown>;
  field: 'name' | 'secretName';
}

/** Every reference of a pod template to a ConfigMap or Secret. */
export function configReferences(template: PodTemplate): ConfigReference[] {
  const found: ConfigReference[] = [];
  const add = (kind: ConfigReference['kind'], holder: unknown, field: ConfigReference['field'] = 'name') => {
    if (isRecord(holder) && typeof holder[field] === 'string') found.push({ kind, holder, field });
  };
  for (const volume of recordsAt(template.spec, 'volumes')) {
    add('ConfigMap', volume['configMap']);
    add('Secret', volume['secret'], 'secretName');
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
