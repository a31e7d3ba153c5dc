import type { RawConfig } from './config-schema.ts';
import { production } from './environment-schema.ts';
import { Failure } from './failure.ts';
import { type Rights, resolveRights } from './rights-schema.ts';

export interface EnvironmentConfig {
  namespace: string;
  url: string | undefined;
  /** Undefined when neither the file nor the repository names any. */
  manifests: string | undefined;
  /** Values files of a Helm chart, from the root of the repository. */
  values: readonly string[];
  /** Kinds that grant rights and may be deployed all the same. */
  allow: readonly string[];
  rights: Rights;
}

export interface Environments {
  environments: Readonly<Record<string, EnvironmentConfig>>;
  /** Name of the environment that a release passes before production; undefined when it goes straight there. */
  staging: string | undefined;
}

/** What the names of a repository's environments are made of. */
interface Origin {
  app: string;
  manifests: string | undefined;
}

/** Kubernetes takes no longer name of a namespace. */
const longestNamespace = 63;

/** Production alone; with a high criticality one more, which is called staging unless the file names it. */
export function resolveEnvironments(raw: RawConfig, { app, manifests }: Origin): Environments {
  const staging = raw.criticality === 'high' ? stagingOf(raw) : undefined;
  const declared = raw.environments ?? { [production]: {} };
  const all = staging === undefined ? declared : { [production]: {}, [staging]: {}, ...declared };
  const environments = Object.fromEntries(
    Object.entries(all).map(([name, environment]): [string, EnvironmentConfig] => [
      name,
      {
        namespace: environment.namespace ?? (name === staging ? `${app}-${name}` : app),
        url: environment.url,
        manifests: environment.manifests ?? manifests,
        values: environment.values ?? [],
        allow: environment.allow ?? [],
        rights: resolveRights(raw.rights, environment.rights),
      },
    ]),
  );
  if (staging !== undefined) refuseNamespace(staging, environments);
  return { environments, staging };
}

function stagingOf({ environments = {} }: RawConfig): string {
  return Object.keys(environments).find((name) => name !== production) ?? 'staging';
}

function refuseNamespace(staging: string, environments: Environments['environments']): void {
  const namespace = environments[staging]?.namespace ?? '';
  const shared = namespace === environments[production]?.namespace;
  if (!shared && namespace.length <= longestNamespace) return;
  throw new Failure({
    reason: 'bad-config',
    what: shared
      ? `environments.${staging}.namespace is ${JSON.stringify(namespace)}, which is the namespace of production`
      : `the namespace of ${staging} would be ${JSON.stringify(namespace)}, of ${namespace.length} characters`,
    why: shared
      ? 'What is tried there would be tried on users.'
      : `A namespace has at most ${longestNamespace} characters; APP-NAME is the default.`,
    next: `Give ${staging} a namespace of its own in workaday.yml, even in another cluster, e.g. \`environments: { ${staging}: { namespace: try-it } }\`; nothing was touched.`,
  });
}
