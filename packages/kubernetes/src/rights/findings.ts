import { Failure, type Problem } from '@workaday/core';
import type { Resource } from '../transport/discovery.ts';
import type { Power } from './power-list.ts';
import { powerName, withoutImplied } from './powers.ts';
import { missingProblem, missingRights, type Right, rulesFor, rulesSentence } from './rights.ts';
import { credentialCommands } from './role.ts';

/** All that the reviews of one credential brought up. */
export interface Findings {
  namespace: string;
  /** Empty when the cluster does not say. */
  user: string;
  groups: readonly string[];
  powers: readonly Power[];
  missing: readonly Right[];
  /** It may do nothing at all of what is needed. */
  stranger: boolean;
  /** `create pods: HTTP 503: …` */
  unknown: readonly string[];
}

const masters = 'system:masters';

/**
 * What is wrong with a credential, all of it in one failure; undefined when nothing is. Too much power weighs more
 * than doubt, and doubt more than a right that is missing.
 */
export function credentialFailure(findings: Findings, kinds: readonly Resource[]): Failure | undefined {
  const { namespace, user, missing, unknown } = findings;
  const powers = dangers(findings);
  const who = user === '' ? 'the credential' : `the credential (${user})`;
  const lacks = missing.length > 0 ? `lacks ${rulesSentence(rulesFor(missing))}` : undefined;
  const open = unknown.length > 0 ? `of it could not be known: ${unknown.join('; ')}` : undefined;
  const problems: Problem[] = [
    ...powers.map(({ name, why }) => ({ what: `may ${name}: ${why}` })),
    ...unknown.map((what) => ({ what: `not known: ${what}` })),
    ...rulesFor(missing).map(missingProblem),
  ];
  if (powers.length > 0)
    return new Failure({
      outcome: 'refused',
      reason: 'over-powerful',
      what: sentences(
        `${who} may do more than a deploy should: ${powers.map(({ name, why }) => `${name} (${why})`).join('; ')}`,
        lacks && `it also ${lacks} in ${namespace}`,
        open && `this ${open}`,
      ),
      why: 'Whatever a pipeline holds, a bad commit or a leaked log holds as well; so its reach ends at its own namespace.',
      next: `Nothing was touched. A person makes a credential that may deploy this app and nothing else (examples/foundation explains it, and has credential.sh), and replaces the secret KUBECONFIG of the environment by it:\n${credentialCommands(namespace, kinds)}`,
      problems,
    });
  if (open)
    return new Failure({
      reason: 'cluster-error',
      what: sentences(
        `what ${who} may do must be known before a deploy, but this ${open}`,
        lacks && `it ${lacks}`,
      ),
      why: 'The API server, or an authorizer that it asks, did not answer; doubt is not taken for a yes or a no.',
      next: 'Nothing was touched. Run the job again; if it persists, look at the API server and its authorizers.',
      problems,
    });
  if (findings.stranger) return strangerFailure(findings, who, kinds);
  return missing.length > 0 ? missingRights(namespace, missing) : undefined;
}

/** Rules to add would hide that the credential, or the name of the namespace, is the wrong one. */
function strangerFailure({ namespace, user }: Findings, who: string, kinds: readonly Resource[]): Failure {
  const home = /^system:serviceaccount:([^:]+):/.exec(user)?.[1];
  return new Failure({
    reason: 'missing-right',
    what: `${who} may do nothing of what a deploy needs in namespace ${namespace}`,
    why:
      home !== undefined && home !== namespace
        ? `It is an account of the namespace ${home}, and no RoleBinding of ${namespace} names it.`
        : `No RoleBinding of ${namespace} names it, or there is no such namespace; the cluster does not tell it which.`,
    next: `Check the namespace of the environment and which credential its secret KUBECONFIG holds. If both are right, a person lays the foundation (examples/foundation, which has credential.sh); the credential is made so:\n${credentialCommands(namespace, kinds)}`,
  });
}

/** What the credential may do and must not, as a sentence names it. */
function dangers({ powers, groups, namespace }: Findings): { name: string; why: string }[] {
  const named = withoutImplied(powers).map((power) => ({
    name: powerName(power, namespace),
    why: power.why,
  }));
  if (!groups.includes(masters)) return named;
  return [
    {
      name: `act as a member of ${masters}`,
      why: 'no Role limits it, and taking it away needs a new certificate authority',
    },
    ...named,
  ];
}

function sentences(...parts: (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join('; ');
}
