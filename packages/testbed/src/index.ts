export { type AppNamespace, type AppNamespaceOptions, createAppNamespace } from './app-namespace.ts';
export {
  type ApiProxy,
  type Fate,
  type SeenRequest,
  startApiProxy,
} from './cluster/api-proxy.ts';
export { type JwtAuthenticator, trustIssuers } from './cluster/authentication.ts';
export { type AdminClient, adminClient } from './github/admin-client.ts';
export { type Claims, OidcProvider } from './github/oidc-provider.ts';
export { StandIn } from './github/server.ts';
export { type LoneStandIn, startStandIn } from './github/start-stand-in.ts';
export { type RunOptions, run } from './process/run.ts';
export { type SelfSigned, selfSigned } from './self-signed.ts';
export { startContainerdStore } from './start-containerd-store.ts';
export { startTestbed, type Testbed, type TestbedOptions } from './testbed.ts';
export type { TestbedDescription } from './testbed-description.ts';
export type { ToolName } from './tools/catalogue.ts';
export { ensureTool } from './tools/ensure-tool.ts';
