import { equalsSecret } from '../secrets/secret-values.ts';

/** Of the runner, for this step alone: its inputs, its files, and what it may ask GitHub for. */
const ownToStep = /^(INPUT_|ACTIONS_|STATE_|GITHUB_(OUTPUT|STATE|ENV|PATH|STEP_SUMMARY)$)/;
const githubTokenNames = /^(GITHUB|GH)_(ENTERPRISE_)?(TOKEN|PAT)$/;
const githubTokens = /\b(gh[a-z]_[A-Za-z0-9]{16,}|github_pat_\w{16,})/;
/** Without these docker does not find its daemon, its builder, or the way out, whatever else their values hold. */
const needed = /^(PATH|HOME|TMPDIR|SSH_AUTH_SOCK|DOCKER_\w+|BUILDX_\w+|BUILDKIT_\w+|(https?|no|all)_proxy)$/i;

/**
 * The environment for docker and its credential helpers: all that the runner gives, except what is this step's alone,
 * tokens of GitHub, and the secrets of this step under other names. The logins of clouds stay, as helpers need them.
 */
export function dockerEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  secrets: readonly string[],
): Record<string, string> {
  const stays = (name: string, value: string) =>
    needed.test(name) ||
    !(
      ownToStep.test(name) ||
      githubTokenNames.test(name) ||
      githubTokens.test(value) ||
      equalsSecret(value, secrets)
    );
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && stays(entry[0], entry[1]),
  );
  return Object.fromEntries(kept);
}
