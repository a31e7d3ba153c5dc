import { Failure } from './failure.ts';
import { defaultBranchOf } from './github/default-branch.ts';
import { logText } from './hostile-text.ts';
import { versionInTag } from './version-in-tag.ts';

/** What a run was started by: a merge, whose right are the rules of the branch, or a person who needs one of their own. */
export type Start = { by: 'merge' } | { by: 'person' /** The release tag that was pushed. */; tag?: string };

/** Events that someone sends on purpose. */
const byHand: readonly string[] = ['workflow_dispatch', 'repository_dispatch'];

/**
 * Only the history of the default branch, and release tags, may be deployed: nothing else has passed the rules of the
 * branch.
 * @param payload the event, as GitHub sent it
 * @param prefixes what stands before the version in the tags of the services
 * @throws Failure `not-deployable`
 */
export function startOf(
  run: { event: string; ref: string },
  payload: unknown,
  prefixes: readonly string[],
): Start {
  const { event, ref } = run;
  const tag = after(ref, 'refs/tags/');
  if (tag !== undefined) {
    if (prefixes.some((prefix) => versionInTag(tag, prefix) !== undefined)) return { by: 'person', tag };
    throw notDeployable(
      ref,
      `${logText(tag)} is no release tag: those are ${prefixes.map((one) => `${one}1.2.3`).join(', ')}.`,
    );
  }
  const branch = after(ref, 'refs/heads/');
  const main = defaultBranchOf(run, payload);
  // A runner that is not GitHub's may tell no default branch; its workflow says which branches it runs on.
  if (branch === undefined || (main !== undefined && branch !== main)) {
    throw notDeployable(
      ref,
      `The default branch is ${logText(main ?? 'another')}, whose rules this has not passed.`,
    );
  }
  return { by: byHand.includes(event) ? 'person' : 'merge' };
}

function after(ref: string, prefix: string): string | undefined {
  return ref.startsWith(prefix) ? ref.slice(prefix.length) : undefined;
}

function notDeployable(ref: string, why: string): Failure {
  return new Failure({
    outcome: 'refused',
    reason: 'not-deployable',
    what: `${logText(ref)} is not deployed: only the default branch and release tags are`,
    why,
    next: 'Merge it into the default branch, which deploys it; or start the run on the default branch.',
  });
}
