/** The kinds that the model serves. */
export interface Kind {
  /** `/api/v1`, `/apis/apps/v1` */
  root: string;
  kind: string;
  plural: string;
  /** Whether a PUT of a name that is not there makes the object. */
  madeByPut: boolean;
}

const kind = (root: string, name: string, plural: string, madeByPut = false): Kind => ({
  root,
  kind: name,
  plural,
  madeByPut,
});

export const kinds: readonly Kind[] = [
  kind('/api/v1', 'ConfigMap', 'configmaps'),
  kind('/api/v1', 'Secret', 'secrets'),
  kind('/api/v1', 'Service', 'services'),
  kind('/api/v1', 'Pod', 'pods'),
  kind('/api/v1', 'Event', 'events', true),
  kind('/apis/apps/v1', 'Deployment', 'deployments'),
  kind('/apis/apps/v1', 'ReplicaSet', 'replicasets'),
  kind('/apis/autoscaling/v2', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers'),
  kind('/apis/coordination.k8s.io/v1', 'Lease', 'leases', true),
  kind('/apis/discovery.k8s.io/v1', 'EndpointSlice', 'endpointslices'),
];

export interface Place extends Kind {
  namespace: string;
  collection: string;
  /** Empty for the collection. */
  name: string;
  /** `proxy/`, `log`; empty for the object. */
  below: string;
}

/** What a path below the server means; undefined for what the model does not know. */
export function placeOf(path: string): Place | undefined {
  const [, root, namespace = '', plural, name = '', below = ''] =
    /^(\/api\/v1|\/apis\/[^/]+\/[^/]+)\/namespaces\/([^/]+)\/([^/]+)(?:\/([^/]+)(?:\/(.*))?)?$/.exec(path) ??
    [];
  const found = kinds.find((one) => one.root === root && one.plural === plural);
  if (!found) return undefined;
  const collection = `${found.root}/namespaces/${namespace}/${found.plural}`;
  return { ...found, namespace, collection, name: decodeURIComponent(name), below };
}

export function apiVersionOf({ root }: Pick<Kind, 'root'>): string {
  return root.replace(/^\/apis?\//, '');
}
