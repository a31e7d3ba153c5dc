import { isRecord, type KubeObject, recordAt, recordsAt } from './object.ts';

/** A pod's spec inside an object. */
export interface PodTemplate {
  /** Where it stands, e.g. `spec.template.spec`. */
  path: string;
  spec: Record<string, unknown>;
}

/** The first pod template of a workload of any kind; undefined for what runs no pods. */
export function podTemplateOf(object: KubeObject): PodTemplate | undefined {
  return podTemplatesOf(object)[0];
}

/**
 * Every pod template of an object. Custom kinds have theirs where they like (a head and its workers, a list of
 * roles): a template is a record under a key that ends in `template` and whose `spec` lists named containers.
 */
export function podTemplatesOf(object: KubeObject): PodTemplate[] {
  if (object.kind !== 'Pod' || object.apiVersion !== 'v1')
    return ['spec', 'template'].flatMap((field) => templatesIn(object[field], [field]));
  const spec = recordAt(object, 'spec');
  return spec && hasContainers(spec) ? [{ path: 'spec', spec }] : [];
}

function templatesIn(value: unknown, path: readonly string[]): PodTemplate[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => templatesIn(item, [...path, `${index}`]));
  if (!isRecord(value)) return [];
  const spec = value['spec'];
  if (isTemplateKey(path) && isRecord(spec) && hasContainers(spec))
    return [{ path: [...path, 'spec'].join('.'), spec }];
  return Object.entries(value).flatMap(([key, child]) => templatesIn(child, [...path, key]));
}

/** `template`, `podTemplate`, `workerTemplate`; also the members of a list of that name. */
function isTemplateKey(path: readonly string[]): boolean {
  const key = path.findLast((part) => !/^\d+$/.test(part)) ?? '';
  return /templates?$/i.test(key);
}

function hasContainers(spec: Record<string, unknown>): boolean {
  const { containers } = spec;
  return (
    Array.isArray(containers) &&
    containers.every((container) => isRecord(container) && typeof container['name'] === 'string')
  );
}

/** All containers of a template, init containers first, as mutable records. */
export function containersOf(template: PodTemplate): { path: string; container: Record<string, unknown> }[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((field) =>
    recordsAt(template.spec, field).map((container, index) => ({
      path: `${template.path}.${field}[${index}]`,
      container,
    })),
  );
}
