/** A certificate of the client and its private key (PEM). */
export interface ClientCertificate {
  cert: string;
  key: string;
}

/** A program that gives a credential (`exec` of a kubeconfig's user), its path resolved. */
export interface ExecPlugin {
  apiVersion: string;
  command: string;
  args: readonly string[];
  env: Readonly<Record<string, string>>;
  installHint: string | undefined;
  provideClusterInfo: boolean;
  interactiveMode: string | undefined;
}

/** Where an API server is and how it is recognised. */
export interface ServerAccess {
  url: URL;
  /** PEM of the certificate authority; the machine's own authorities when absent. */
  ca: string | undefined;
  /** Name that the certificate must be for, when it is not the host of the URL. */
  serverName: string | undefined;
  /** Its certificate is not checked. */
  insecure: boolean;
  proxy: URL | undefined;
  /** What plugins are told of the cluster besides (extension `client.authentication.k8s.io/exec`). */
  execConfig: unknown;
}

/** How one identity proves itself; a kubeconfig may hold several of these together. */
export interface UserAccess {
  token: string | undefined;
  /** Read for each request, because it rotates. */
  tokenFile: string | undefined;
  basic: { username: string; password: string } | undefined;
  certificate: ClientCertificate | undefined;
  exec: ExecPlugin | undefined;
  /** `Impersonate-…` headers. */
  impersonation: Readonly<Record<string, string | string[]>>;
}

/** What a kubeconfig's current context leads to. */
export interface Access {
  server: ServerAccess;
  user: UserAccess;
}

export const nobody: UserAccess = {
  token: undefined,
  tokenFile: undefined,
  basic: undefined,
  certificate: undefined,
  exec: undefined,
  impersonation: {},
};

export function hasCredential({ token, tokenFile, basic, certificate, exec }: UserAccess): boolean {
  return [token, tokenFile, basic, certificate, exec].some((one) => one !== undefined);
}
