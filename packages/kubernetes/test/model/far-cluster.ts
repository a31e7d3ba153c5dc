import type { Cluster } from '../../src/transport/cluster.ts';
import { clusterOver } from '../../src/transport/cluster-over.ts';
import { listenTo } from '../../src/transport/server-says.ts';
import { type FarServer, farConnection, type Travel } from './connection.ts';

/** A server as a process knows it: the real transport over a line that is modelled. */
export function farCluster(server: FarServer, travel: Travel): Cluster {
  const { clock } = travel.process;
  const connection = farConnection(server, travel);
  return clusterOver(connection, clock, listenTo(connection, clock));
}
