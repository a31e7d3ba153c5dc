import * as v from 'valibot';
import { rightsSchema } from './rights-schema.ts';
import { described, httpUrl, pathInside } from './schema-parts.ts';

const namespace = v.pipe(
  v.string(),
  v.regex(
    /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
    'expected lower-case letters, digits and dashes, at most 63, such as web-service',
  ),
);

export const environmentSchema = v.strictObject({
  namespace: v.optional(
    described(
      namespace,
      'Namespace of the cluster; the app by default, APP-NAME for the one that a release passes first.',
    ),
  ),
  url: v.optional(described(httpUrl, 'Where users reach the app; smoke tests ask there.')),
  manifests: v.optional(
    described(
      pathInside,
      'Manifests of this environment, e.g. a kustomize overlay; `manifests` above by default.',
    ),
  ),
  values: v.optional(
    described(
      v.array(pathInside),
      'Values files of a Helm chart, from the root of the repository; later ones win.',
    ),
  ),
  rights: v.optional(
    described(rightsSchema, 'Rights in this environment; a right named here replaces the one above.'),
  ),
  allow: v.optional(
    described(
      v.array(v.picklist(['ServiceAccount', 'Role', 'RoleBinding'])),
      'Kinds that grant rights, which a deploy refuses unless they are named here.',
    ),
  ),
});

export const criticalities = ['normal', 'high'] as const;
export const criticalitySchema = v.picklist(
  criticalities,
  `expected ${criticalities.join(' or ')}; high has every release pass one other environment first`,
);

/**
 * What is wrong with the environments as a whole, though each of them may be right; undefined when nothing is.
 * @param criticality as the file says it; the rule that depends on it is silent when it is not known
 */
export function environmentsProblem(names: readonly string[], criticality: unknown): string | undefined {
  const others = names.filter((name) => name !== production);
  if (others.length > 1)
    return 'expected production and at most one other, for a second place to test is a second place to keep alive; keep the one that a release should pass first, and remove the rest';
  const normal = criticality === undefined || criticality === 'normal';
  if (normal && others.length === 1 && names.includes(production))
    return `expected production alone, for another environment is only for apps whose criticality asks for it; write \`criticality: high\`, and every release passes ${others[0]} first, or remove it`;
  return undefined;
}

export const production = 'production';
