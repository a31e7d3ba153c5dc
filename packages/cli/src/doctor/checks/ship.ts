import { shipPermissions, shipText } from '../../init/workflow-forms.ts';
import { branchIsChosen } from '../branch-pattern.ts';
import type { DoctorFacts } from '../facts.ts';
import { type Finding, ok, problem, unknown, warning } from '../finding.ts';
import { type Call, callsOf, patternsOf } from '../workflow.ts';
import { permissionFindings } from './permissions.ts';

/** The workflow that ships: that it is there, starts when it should, and hands on what is needed and no more. */
export function shipFindings(facts: DoctorFacts): Finding[] {
  const calls = callsOf(facts.workflows, '/.github/workflows/ship.yml');
  const [call, ...others] = calls;
  if (call === undefined)
    return [
      problem('ship-workflow', {
        what: 'No workflow calls ship.yml of workaday.',
        why: 'Nothing ships then.',
        next: `Run \`npx @workaday/cli init\`, or add .github/workflows/ship.yml:\n${shipText('your-org', facts.defaultBranch, true)}`,
      }),
    ];
  return [
    others.length === 0
      ? ok('ship-workflow', `${call.path} calls ship.yml of ${call.repository}.`)
      : warning('ship-workflow', {
          what: `${calls.length} jobs call ship.yml: ${calls.map(({ path }) => path).join(', ')}.`,
          why: 'Each merge would ship more than once.',
          next: 'Keep one, unless each ships an app of its own.',
        }),
    pinned(call),
    ...triggerFindings(call, facts.defaultBranch),
    ...permissionFindings('ship-permissions', call, shipPermissions),
    secretFinding('ship-secret', call, facts),
  ];
}

export function pinned({ path, ref, repository }: Call): Finding {
  const id = 'workflow-pinned';
  if (/^v\d+(\.\d+\.\d+)?$/.test(ref) || /^[0-9a-f]{40}$/.test(ref))
    return ok(id, `${path} uses ${repository} at ${ref}.`);
  return problem(id, {
    what: `${path} uses ${repository} at ${ref}, which is neither a release nor a commit.`,
    why: 'Every push to that branch changes what ships your app, unseen.',
    next: 'Write @v1, which follows the releases of one major version, or a commit of 40 digits.',
  });
}

function triggerFindings({ path, on }: Call, branch: string): Finding[] {
  const id = 'ship-triggers';
  const { push } = on;
  const found: Finding[] = [];
  if (push === undefined)
    found.push(
      problem(id, {
        what: `${path} does not start on a push.`,
        why: 'A merge ships nothing then.',
        next: `Write \`on: { push: { branches: [${branch}], tags: ['v*.*.*'] } }\`.`,
      }),
    );
  else {
    const branches = patternsOf(push['branches']);
    const everyBranch = push['branches'] === undefined && push['tags'] === undefined;
    if (everyBranch || branches.some((pattern) => /^\*{1,2}$/.test(pattern)))
      found.push(
        problem(id, {
          what: `${path} starts on a push to any branch.`,
          why: 'What nobody has merged would go to production.',
          next: `Name the default branch: \`branches: [${branch}]\`.`,
        }),
      );
    else if (!branchIsChosen(branches, branch))
      found.push(
        problem(id, {
          what: `${path} starts on pushes to ${branches.join(', ') || 'no branch'}, and the default branch is ${branch}.`,
          why: 'A merge ships nothing then.',
          next: `Write \`branches: [${branch}]\`.`,
        }),
      );
    if (!everyBranch && patternsOf(push['tags']).length === 0)
      found.push(
        warning(id, {
          what: `${path} does not start on version tags.`,
          why: 'A tag that a person pushes, to release that version, does nothing then.',
          next: "Add `tags: ['v*.*.*']`, or `['**/v*.*.*']` for several services.",
        }),
      );
  }
  const strange = Object.keys(on).filter((name) => name.startsWith('pull_request'));
  if (strange.length > 0)
    found.push(
      problem(id, {
        what: `${path} starts on ${strange.join(', ')} too.`,
        why: 'Code that nobody has merged would ask for production.',
        next: 'Take it out; a plan on pull requests is a workflow of its own.',
      }),
    );
  return found.length > 0 ? found : [ok(id, `It starts on pushes to ${branch} and on version tags.`)];
}

/** Whether the credential of the cluster reaches the called workflow. */
export function secretFinding(id: string, { path, secrets }: Call, { github }: DoctorFacts): Finding {
  if (secrets === 'inherit')
    return problem(id, {
      what: `${path} hands on every secret (\`secrets: inherit\`).`,
      why: 'The called workflow needs one, and would get all that this repository and its organisation have.',
      next: 'Write `secrets: { KUBECONFIG: ${{ secrets.KUBECONFIG }} }`.',
    });
  const value = secrets['KUBECONFIG'];
  if (value !== undefined && /^\$\{\{\s*secrets\.KUBECONFIG\s*\}\}$/.test(value))
    return ok(id, `${path} hands on the secret KUBECONFIG by its name.`);
  if (value !== undefined)
    return problem(id, {
      what: `${path} gives KUBECONFIG something else than the secret KUBECONFIG.`,
      why: 'A secret of an environment arrives only under its own name.',
      next: 'Write `KUBECONFIG: ${{ secrets.KUBECONFIG }}`.',
    });
  const { variables } = github;
  if (!variables.known)
    return unknown(
      id,
      `${path} hands on no secret KUBECONFIG, and whether OIDC is set up is not known.`,
      variables,
    );
  if (usesOidc(variables.value)) return ok(id, 'The cluster trusts GitHub (OIDC): no secret is needed.');
  return problem(id, {
    what: `${path} hands on no secret KUBECONFIG, and the variables of OIDC are not set.`,
    why: 'A secret of the environment is empty in a called workflow unless the caller names it.',
    next: 'Add `secrets: { KUBECONFIG: ${{ secrets.KUBECONFIG }} }`, or set WORKADAY_OIDC_AUDIENCE and WORKADAY_KUBECONFIG.',
  });
}

export function usesOidc(variables: Readonly<Record<string, string>>): boolean {
  return ['WORKADAY_OIDC_AUDIENCE', 'WORKADAY_KUBECONFIG'].every((name) => (variables[name] ?? '') !== '');
}
