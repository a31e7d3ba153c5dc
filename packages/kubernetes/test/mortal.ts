import type { Cluster, ClusterRequest } from '../src/transport/cluster.ts';

/** What is left of a process that was killed: nothing that it asks or handles comes to anything. */
export class Killed extends Error {}

export interface MortalCluster extends Cluster {
  writes(): number;
  dead(): boolean;
}

/**
 * A cluster as seen by a process that is killed while its n-th write is under way, which the API server carries out;
 * killed before the first for 0. Counts writes.
 */
export function mortal(cluster: Cluster, dies = Number.POSITIVE_INFINITY): MortalCluster {
  let writes = 0;
  let dead = false;
  const living = () => {
    if (dead) throw new Killed('killed');
  };
  async function request<Body>(asked: ClusterRequest): Promise<Body> {
    living();
    if (asked.method !== 'GET') {
      writes += 1;
      dead = writes >= dies;
      if (dies === 0) living();
    }
    const answer = await cluster.request<Body>(asked).finally(living);
    living();
    return answer;
  }
  return {
    ...cluster,
    request,
    stream: async (asked, onLine) => {
      living();
      await cluster.stream(asked, (line) => {
        if (!dead) onLine(line);
      });
      living();
    },
    writes: () => writes,
    dead: () => dead,
  };
}
