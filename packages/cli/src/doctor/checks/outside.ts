import type { DoctorFacts } from '../facts.ts';
import { type Finding, ok, problem, unknown } from '../finding.ts';

/** Registry and cluster, as far as they can be reached from here. */
export function outsideFindings({ registry, cluster }: DoctorFacts): Finding[] {
  return [registryFinding(registry), ...clusterFindings(cluster)];
}

function registryFinding({ host, status }: DoctorFacts['registry']): Finding {
  const id = 'registry';
  if (!status.known) return unknown(id, `Whether the registry ${host} answers is not known.`, status);
  // 401 is a registry that asks who is there.
  if (status.value === 200 || status.value === 401) return ok(id, `The registry ${host} answers.`);
  return problem(id, {
    what: `${host} answers ${status.value} to \`/v2/\`, as no registry does.`,
    why: 'Images are pushed there.',
    next: 'Correct `registry:` in workaday.yml, or the variable WORKADAY_REGISTRY.',
  });
}

function clusterFindings(cluster: DoctorFacts['cluster']): Finding[] {
  const id = 'cluster';
  if (!cluster.known) return [unknown(id, 'Whether the cluster can be deployed to is not known.', cluster)];
  if ('failure' in cluster.value) {
    const {
      reason,
      what,
      why = 'A run would end with the same failure.',
      next,
    } = cluster.value.failure.parts;
    const credential = ['over-powerful', 'missing-right', 'no-namespace'].includes(reason);
    return [problem(credential ? 'credential' : id, { what: `${what}.`, why, next })];
  }
  const { server, user, problems } = cluster.value;
  return [
    ok(id, `The cluster at ${server} answers.`),
    ok(
      'credential',
      `${user || 'The credential'} may do what deploys and rollbacks need, and nothing beyond its namespace.`,
    ),
    ...problems.map((what) =>
      problem('manifests-ground', {
        what: `${what}.`,
        why: 'A deploy applies objects of kinds that the cluster knows, into its own namespace, and refuses the rest.',
        next: 'Correct the manifests.',
      }),
    ),
  ];
}
