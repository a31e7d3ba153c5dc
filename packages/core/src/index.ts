export { byHandInputs, byHandReasons, reasonProblem } from './by-hand-parts.ts';
export type { RawCheck, RawControl } from './check-schema.ts';
export {
  type Config,
  manifestFolders,
  parseChecks,
  parseConfig,
  resolveConfig,
  type ServiceConfig,
} from './config.ts';
export { configJsonSchema } from './config-schema.ts';
export {
  type Contract,
  type ContractInputs,
  defineContract,
  type OutcomeOf,
  type OutputOf,
  type ReasonOf,
} from './contract.ts';
export { type Start, startOf } from './deployable.ts';
export { formatDuration, parseDuration } from './duration.ts';
export type { EnvironmentConfig } from './environments.ts';
export { errorMessage, Failure, type FailureParts, type Place, type Problem } from './failure.ts';
export { type FreezeConfig, freezeIn, resolveFreeze } from './freeze-schema.ts';
export { checkRight } from './github/check-right.ts';
export type { GitHubClient, Octokit, RightSources } from './github/client.ts';
export { holderOf, type RunContext, readRunContext } from './github/context.ts';
export { defaultBranchOf } from './github/default-branch.ts';
export { githubFailure, statusOf } from './github/errors.ts';
export { readPerson } from './github/person.ts';
export { type PullRequest, pullRequestOf } from './github/pull-request.ts';
export { releaseMark, withoutReleaseMark } from './github/release-mark.ts';
export { defaultBranchFiles } from './github/repository-files.ts';
export { logText, markdownCode, markdownFence, markdownText } from './hostile-text.ts';
export {
  type ImageReference,
  isLoopbackHost,
  lowerCaseName,
  parseImageReference,
  repositoryOf,
} from './image-reference.ts';
export type { InputSpec, InputSpecs, InputsOf } from './inputs.ts';
export * as input from './inputs.ts';
export { loadConfig } from './load-config.ts';
export { namedEnvironment } from './named-environment.ts';
export { oidcTokens } from './oidc-tokens.ts';
export { getPatiently } from './patient-get.ts';
export type {
  Clock,
  CommandOptions,
  CommandResult,
  Exec,
  FileEntry,
  Files,
  FreeSpace,
  Http,
  HttpRequest,
  HttpResponse,
  Log,
  OidcTokens,
  PrivateFolder,
  Runner,
  Sha256,
  SourceEntry,
  Sources,
  StepState,
  WhenCancelled,
} from './ports.ts';
export { inputVariable, readInputs } from './read-inputs.ts';
export type { Annotation, Report } from './report.ts';
export { mayDo, type Person, requireRight } from './rights.ts';
export { defaultRights, type RightName, type Rights, resolveRights } from './rights-schema.ts';
export { failureReport, runAction } from './run-action.ts';
export { resolveSmoke, type SmokeConfig } from './smoke-schema.ts';
export * as summary from './summary.ts';
export { tagOfText } from './tag-of-text.ts';
export { tagPrefix } from './tag-prefix.ts';
export { versionInTag } from './version-in-tag.ts';
