import { branchIsChosen } from '../branch-pattern.ts';
import type { DoctorFacts, EnvironmentFacts } from '../facts.ts';
import { type Finding, ok, problem, unknown } from '../finding.ts';
import { usesOidc } from './ship.ts';

/** The GitHub environment: that it is there, holds the credential, and hands it to the default branch only. */
export function environmentFindings(facts: DoctorFacts): Finding[] {
  const { environment: name, github } = facts;
  const { environment } = github;
  if (!environment.known)
    return [
      unknown('environment', `Whether the environment ${name} is set up is not known.`, environment),
      repositorySecret(facts),
    ];
  if (environment.value === undefined)
    return [
      problem('environment', {
        what: `GitHub has no environment ${name}.`,
        why: 'The first run makes one, without a secret and open to every branch.',
        next: `Settings → Environments → New environment: ${name}; allow the default branch alone, and add the secret KUBECONFIG.`,
      }),
      repositorySecret(facts),
    ];
  return [
    ok('environment', `GitHub has the environment ${name}.`),
    environmentSecret(facts),
    branchRule(facts, environment.value),
    repositorySecret(facts),
  ];
}

function environmentSecret({ environment, github }: DoctorFacts): Finding {
  const id = 'environment-secret';
  const { environmentSecrets, variables } = github;
  if (environmentSecrets.known && environmentSecrets.value.includes('KUBECONFIG'))
    return ok(id, `${environment} has the secret KUBECONFIG.`);
  if (variables.known && usesOidc(variables.value))
    return ok(id, `${environment} stores no credential: the cluster trusts GitHub (OIDC).`);
  if (!environmentSecrets.known)
    return unknown(id, `Whether ${environment} has the secret KUBECONFIG is not known.`, environmentSecrets);
  if (!variables.known)
    return unknown(
      id,
      `${environment} has no secret KUBECONFIG; whether OIDC is set up is not known.`,
      variables,
    );
  return problem(id, {
    what: `${environment} has no secret KUBECONFIG, and the variables of OIDC are not set.`,
    why: 'A deploy has no way into the cluster then.',
    next: `A person lays the foundation (examples/foundation of workaday), then: \`gh secret set KUBECONFIG --env ${environment} < kubeconfig\`.`,
  });
}

function branchRule({ environment, defaultBranch, github }: DoctorFacts, rule: EnvironmentFacts): Finding {
  const id = 'environment-branches';
  const next = `Settings → Environments → ${environment} → Deployment branches and tags: Selected, with ${defaultBranch} and the version tags (v*.*.*).`;
  const why =
    'Whoever may push a branch could write a workflow there that reads the credential of production.';
  if (rule.branches === 'every')
    return problem(id, { what: `${environment} may be used from every branch.`, why, next });
  if (rule.branches === 'protected') return protectedRule(environment, github.protectedBranches, why, next);
  const { patterns } = rule;
  if (!patterns.known) return unknown(id, `Which branches ${environment} takes is not known.`, patterns);
  const open = patterns.value.filter((pattern) => /^[*?/]+$/.test(pattern));
  if (open.length > 0)
    return problem(id, {
      what: `${environment} may be used from branches like ${open.join(', ')}: from any.`,
      why,
      next,
    });
  if (!branchIsChosen(patterns.value, defaultBranch))
    return problem(id, {
      what: `${environment} may be used from ${patterns.value.join(', ') || 'no branch'}, and the default branch is ${defaultBranch}.`,
      why: 'GitHub refuses the deploy job of every merge then.',
      next,
    });
  return ok(id, `${environment} may be used from ${patterns.value.join(', ')} alone.`);
}

/** "Protected branches only", while none is protected, means every branch. */
function protectedRule(
  environment: string,
  branches: DoctorFacts['github']['protectedBranches'],
  why: string,
  next: string,
): Finding {
  const id = 'environment-branches';
  if (!branches.known)
    return unknown(
      id,
      `${environment} takes protected branches; whether there is one is not known.`,
      branches,
    );
  if (branches.value.length === 0)
    return problem(id, {
      what: `${environment} takes protected branches only, and no branch is protected: GitHub then takes every branch.`,
      why,
      next,
    });
  return ok(id, `${environment} may be used from protected branches alone: ${branches.value.join(', ')}.`);
}

function repositorySecret({ environment, github }: DoctorFacts): Finding {
  const id = 'repository-secret';
  const { repositorySecrets } = github;
  if (!repositorySecrets.known)
    return unknown(
      id,
      'Whether KUBECONFIG is a secret of the whole repository is not known.',
      repositorySecrets,
    );
  if (!repositorySecrets.value.includes('KUBECONFIG'))
    return ok(id, 'KUBECONFIG is no secret of the whole repository.');
  return problem(id, {
    what: 'KUBECONFIG is a secret of the whole repository.',
    why: 'Every workflow of every branch can read it; an environment hands it to the default branch alone.',
    next: `\`gh secret delete KUBECONFIG\`, and keep it in the environment ${environment} only.`,
  });
}
