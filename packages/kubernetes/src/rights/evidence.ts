import { recordAt, recordsAt } from '../manifests/object.ts';
import { isApiError } from '../transport/api-error.ts';
import type { Cluster } from '../transport/cluster.ts';

export interface RulesEvidence {
  /** A rule a line; decides nothing. */
  rules: string;
  /** The cluster does not know, or does not tell, all of them; managed clusters never do. */
  incomplete: boolean;
}

/** What the cluster says that we may do in a namespace, for a person to read. */
export async function rulesEvidence(cluster: Cluster, namespace: string): Promise<RulesEvidence> {
  const apiVersion = 'authorization.k8s.io/v1';
  try {
    const review = await cluster.request({
      method: 'POST',
      path: `/apis/${apiVersion}/selfsubjectrulesreviews`,
      repeatable: true,
      body: { apiVersion, kind: 'SelfSubjectRulesReview', spec: { namespace } },
    });
    const lines = recordsAt(review, 'status', 'resourceRules').map(ruleLine);
    return {
      rules: [...new Set(lines)].sort().join('\n'),
      incomplete: recordAt(review, 'status')?.['incomplete'] !== false,
    };
  } catch (error) {
    // It decides nothing, so that it may be missing.
    if (isApiError(error)) return { rules: '', incomplete: true };
    throw error;
  }
}

/** `apps/deployments: get, list` */
function ruleLine(rule: Record<string, unknown>): string {
  const list = (field: string) => (Array.isArray(rule[field]) ? rule[field].map(String) : []);
  const named = list('resourceNames');
  const resources = list('apiGroups').flatMap((group) =>
    list('resources').map((resource) => (group ? `${group}/${resource}` : resource)),
  );
  return `${resources.join(', ')}${named.length > 0 ? ` (${named.join(', ')})` : ''}: ${list('verbs').join(', ')}`;
}
