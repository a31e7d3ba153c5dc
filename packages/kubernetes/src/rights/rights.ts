import { Failure } from '@workaday/core';

export interface Right {
  group: string;
  /** Plural, with subresource: `pods/log`. */
  resource: string;
  verb: string;
}

export interface PolicyRule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
}

const verbOrder = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];

/** Rights as rules: the verbs of a resource together, and resources of a group that have the same verbs. */
export function rulesFor(rights: readonly Right[]): PolicyRule[] {
  const byResource = Map.groupBy(rights, ({ group, resource }) => `${group}/${resource}`);
  const rules = [...byResource.values()].map(
    (same): PolicyRule => ({
      apiGroups: [same[0]?.group ?? ''],
      resources: [same[0]?.resource ?? ''],
      verbs: [...new Set(same.map(({ verb }) => verb))].sort(
        (a, b) => verbOrder.indexOf(a) - verbOrder.indexOf(b),
      ),
    }),
  );
  const alike = Map.groupBy(rules, ({ apiGroups, verbs }) => `${apiGroups.join()} ${verbs.join()}`);
  return [...alike.values()].map((same) => ({
    apiGroups: same[0]?.apiGroups ?? [],
    resources: same.flatMap(({ resources }) => resources),
    verbs: same[0]?.verbs ?? [],
  }));
}

/** Rules as the lines to add to a Role. */
export function rulesText(rules: readonly PolicyRule[]): string {
  const list = (items: readonly string[]) => `[${items.map((item) => JSON.stringify(item)).join(', ')}]`;
  return rules
    .map(
      ({ apiGroups, resources, verbs }) =>
        `- { apiGroups: ${list(apiGroups)}, resources: ${list(resources)}, verbs: ${list(verbs)} }`,
    )
    .join('\n');
}

/** Rules as a sentence says them: `get, list pods; patch deployments.apps`. */
export function rulesSentence(rules: readonly PolicyRule[]): string {
  return rules
    .map(
      ({ apiGroups: [group], resources, verbs }) =>
        `${verbs.join(', ')} ${resources.map((resource) => (group ? `${resource}.${group}` : resource)).join(', ')}`,
    )
    .join('; ');
}

export function missingRights(namespace: string, rights: readonly Right[]): Failure {
  const rules = rulesFor(rights);
  return new Failure({
    reason: 'missing-right',
    what: `the credential may not do all that a deploy and its rollback need in namespace ${namespace}: ${rulesSentence(rules)}`,
    why: 'They are checked before anything is touched, so that a deploy that has begun can always be undone.',
    next: `A person adds these rules to the Role of the deploying identity in ${namespace}:\n${rulesText(rules)}`,
    problems: rules.map(missingProblem),
  });
}

export function missingProblem(rule: PolicyRule): { what: string } {
  return { what: `missing rule: ${rulesText([rule])}` };
}
