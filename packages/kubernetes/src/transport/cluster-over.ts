import type { Clock } from '@workaday/core';
import { ApiError } from './api-error.ts';
import type { Cluster, ClusterRequest } from './cluster.ts';
import type { Connection } from './connection.ts';
import { discover, type Resources } from './discovery.ts';
import { eachLine, readText } from './line/line.ts';
import { patiently, whole } from './patiently.ts';
import { patience } from './retry.ts';
import type { ServerSays } from './server-says.ts';

/** A cluster over an open connection. */
export function clusterOver(connection: Connection, clock: Clock, says: ServerSays): Cluster {
  const { server } = connection;
  const { send } = says;
  let resources: Promise<Resources> | undefined;
  const cluster: Cluster = {
    server,
    clock,
    now: says.now,
    exchange: async (request) => whole(await send(request, { renew: false }), request.bodyLimit),
    async request<Body>(request: ClusterRequest): Promise<Body> {
      const answer = await patiently({ server, send }, request, clock, patience);
      if (answer.status >= 400)
        throw new ApiError(`${request.method} ${request.path}`, answer.status, answer.text);
      const isJson = (answer.headers['content-type'] ?? '').includes('json');
      return (isJson ? JSON.parse(answer.text) : answer.text) as Body;
    },
    async stream(request, onLine) {
      const answer = await send(request, { renew: true });
      if (answer.status >= 400)
        throw new ApiError(`${request.method} ${request.path}`, answer.status, await readText(answer.body));
      await eachLine(answer.body, onLine);
    },
    resources: () => {
      resources ??= discover(cluster).catch((error: unknown) => {
        resources = undefined;
        throw error;
      });
      return resources;
    },
    warnings: () => [...says.warnings],
    statistics: () => connection.statistics(),
    close: () => connection.close(),
  };
  return cluster;
}
