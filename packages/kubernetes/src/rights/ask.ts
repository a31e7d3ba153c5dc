import { errorMessage } from '@workaday/core';
import { isApiError } from '../transport/api-error.ts';
import type { Cluster } from '../transport/cluster.ts';
import type { Right } from './rights.ts';

export interface Question {
  right: Right;
  /** Empty: in all namespaces, or of the whole cluster. */
  namespace: string;
  name?: string | undefined;
}

/** `unknown` is never taken for a yes or a no. */
export type Answer = 'allowed' | 'refused' | { unknown: string };

/** Asks whether we may; one access review. */
export async function mayWe(cluster: Cluster, question: Question): Promise<Answer> {
  const review = await cluster
    .request<Review | undefined>({
      method: 'POST',
      path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      repeatable: true,
      body: bodyOf(question),
    })
    .catch(unanswered);
  if (review && 'unknown' in review) return review;
  const { allowed, denied, evaluationError } = review?.status ?? {};
  if (denied === true) return 'refused';
  if (allowed === true) return 'allowed';
  if (allowed !== false) return { unknown: 'the review has no answer' };
  // One of several authorizers failed, and might have said yes.
  return evaluationError ? { unknown: String(evaluationError) } : 'refused';
}

interface Review {
  status?: { allowed?: unknown; denied?: unknown; evaluationError?: unknown };
}

function bodyOf({ right: { group, resource: path, verb }, namespace, name }: Question): object {
  const [resource, subresource] = path.split('/');
  return {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: { namespace, group, resource, subresource, verb, name } },
  };
}

/** An answer that leaves its question open. A credential that expired, or a cluster out of reach, ends the work. */
export function unanswered(error: unknown): { unknown: string } {
  if (isApiError(error) && error.status !== 401) return { unknown: `HTTP ${error.status}: ${error.message}` };
  if (error instanceof SyntaxError) return { unknown: `no JSON: ${errorMessage(error)}` };
  throw error;
}

/** Rights of one namespace, sorted by the answers. */
export interface Sorted {
  allowed: Right[];
  refused: Right[];
  /** `create pods: HTTP 503: …` */
  unknown: string[];
}

/** Asks for many rights in one namespace, all at once. */
export async function mayWeAll(
  cluster: Cluster,
  namespace: string,
  rights: readonly Right[],
): Promise<Sorted> {
  const answers = await Promise.all(rights.map((right) => mayWe(cluster, { right, namespace })));
  const answered = (answer: Answer) => rights.filter((_, index) => answers[index] === answer);
  return {
    allowed: answered('allowed'),
    refused: answered('refused'),
    unknown: rights.flatMap(({ verb, resource }, index) => {
      const answer = answers[index];
      return typeof answer === 'object' ? [`${verb} ${resource}: ${answer.unknown}`] : [];
    }),
  };
}
