import { isApiError } from '../transport/api-error.ts';
import type { Cluster } from '../transport/cluster.ts';

export interface Identity {
  user: string;
  groups: string[];
}

const versions = ['v1', 'v1beta1'];

/** Who the cluster says we are; undefined where it does not say (before 1.27, or forbidden). */
export async function whoAmI(cluster: Cluster): Promise<Identity | undefined> {
  for (const version of versions) {
    const apiVersion = `authentication.k8s.io/${version}`;
    try {
      const review = await cluster.request<{
        status?: { userInfo?: { username?: string; groups?: string[] } };
      }>({
        method: 'POST',
        path: `/apis/${apiVersion}/selfsubjectreviews`,
        repeatable: true,
        body: { apiVersion, kind: 'SelfSubjectReview' },
      });
      const { username, groups } = review.status?.userInfo ?? {};
      return username === undefined ? undefined : { user: username, groups: groups ?? [] };
    } catch (error) {
      if (isApiError(error, 403)) return undefined;
      if (!isApiError(error, 404)) throw error;
    }
  }
  return undefined;
}
