import type { Cluster } from '../transport/cluster.ts';
import { type Answer, mayWe } from './ask.ts';
import { tryControls } from './controls.ts';
import { type RulesEvidence, rulesEvidence } from './evidence.ts';
import type { Findings } from './findings.ts';
import { whoAmI } from './identity.ts';
import type { Power } from './power-list.ts';
import { forbiddenPowers, powerName } from './powers.ts';

export interface CredentialReview extends RulesEvidence {
  /** Empty when the cluster does not say. */
  user: string;
  groups: string[];
}

/** How far a credential reaches beyond what its namespace may see. All is asked at once, nothing is written. */
export async function reviewLimits(
  cluster: Cluster,
  namespace: string,
  { identityKinds }: { identityKinds: boolean },
): Promise<{ review: CredentialReview; findings: Findings }> {
  const powers = forbiddenPowers({ identityKinds });
  const [identity, evidence, answers, tried] = await Promise.all([
    whoAmI(cluster),
    rulesEvidence(cluster, namespace),
    Promise.all(powers.map((power) => askFor(cluster, namespace, power))),
    tryControls(cluster),
  ]);
  const asked = powers.map((power, index) => ({ power, answer: answers[index] as Answer }));
  const all = [...tried, ...asked];
  const user = identity?.user ?? tried.find((one) => one.user !== undefined)?.user ?? '';
  const groups = identity?.groups ?? [];
  return {
    review: { user, groups, ...evidence },
    findings: {
      namespace,
      user,
      groups,
      powers: all.filter(({ answer }) => answer === 'allowed').map(({ power }) => power),
      missing: [],
      stranger: false,
      unknown: all.flatMap(({ power, answer }) =>
        typeof answer === 'object' ? [`${powerName(power, namespace)}: ${answer.unknown}`] : [],
      ),
    },
  };
}

const placeOf = { cluster: '', everywhere: '', 'kube-system': 'kube-system' } as const;

function askFor(cluster: Cluster, own: string, { right, where }: Power): Promise<Answer> {
  // A namespace is an object of itself: a Role inside it may grant rights on it.
  const name = where === 'own' && right.resource === 'namespaces' ? own : undefined;
  return mayWe(cluster, { right, namespace: where === 'own' ? own : placeOf[where], name });
}
