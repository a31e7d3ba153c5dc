/** How to reach a running testbed; plain data, as `npm run testbed -- status --json` prints it. */
export type TestbedDescription = {
  name: string;
  /** The folder with the testbed's files. */
  dir: string;
  /** The folder with a log file for each part. */
  logs: string;
  /** A folder with kubectl, for who has none. */
  bin: string;
  cluster: {
    /** Path of an administrator's kubeconfig. */
    kubeconfig: string;
    /** URL of the API server. */
    server: string;
    provider: 'given' | 'kind' | 'built';
    /** Where NodePorts answer; unknown where a given cluster names no internal address of a node. */
    nodeAddress?: string;
    /** The API server's AuthenticationConfiguration, which `trustIssuers` changes; only a cluster that is built here has one. */
    authentication?: string;
  };
  registry: {
    /** `HOST:PORT`, plain HTTP, no credentials; has `library/node:24-slim` and `workaday/static-http:1`. */
    host: string;
  };
  docker: {
    /** DOCKER_HOST of a daemon with docker's classic image store. */
    host: string;
    /** DOCKER_HOST of a daemon with containerd's image store; it answers once `startContainerdStore` was called. */
    containerd: { host: string };
    /** DOCKER_CONFIG with buildx as a plugin. */
    config: string;
  };
  /** Name of the buildx builder that uses the testbed's BuildKit, besides docker's own driver (the default). */
  builder: string;
  /** The GitHub stand-in; null when it was left out. */
  github: {
    apiUrl: string;
    serverUrl: string;
    adminUrl: string;
    /** The OIDC issuer as an API server may trust it, and the authority of its certificate (PEM). */
    issuer: { url: string; ca: string };
  } | null;
  /** Environment variables for processes that use the testbed. */
  env: Record<string, string>;
};
