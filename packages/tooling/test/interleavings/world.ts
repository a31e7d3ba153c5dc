import type { Cluster } from '@workaday/kubernetes';
import type { FarServer } from '../../../kubernetes/test/model/connection.ts';
import type { Write } from '../../../kubernetes/test/model/model-server.ts';
import { VirtualTime } from '../../../kubernetes/test/virtual-time.ts';
import { Chance } from './chance.ts';
import type { Entry } from './history.ts';
import type { Commit } from './shop.ts';

/** A fault that is put between a run and the server, so that a rule has something to find. */
export type Mutation = (cluster: Cluster, step: { by: string }) => Cluster;

/** An API server, and what is different from one to the other. */
export interface Ground {
  server: FarServer & {
    namespace: string;
    /** Called when a write of a client was accepted and has changed something. */
    onWritten: (write: Write) => void;
  };
  /** An image that a commit brings, or that is not there. */
  imageOf: (commit: Pick<Commit, 'order' | 'missing'>) => string;
  /** Folder of the checkout. */
  workspace: string;
  /** Where runs do something that takes real time: lets some of it pass. */
  rest?: () => Promise<void>;
}

/** What a ground is made over. */
export interface Under {
  time: VirtualTime;
  chance: Chance;
  commits: ReadonlyMap<string, Commit>;
}

export interface World extends Ground, Under {
  commits: Map<string, Commit>;
  history: Entry[];
  /** Who did what, for people. */
  say: (who: string, what: string) => void;
  trace: readonly string[];
  /** How steps ended, each way once. */
  sights: Set<string>;
  mutation: Mutation | undefined;
}

export interface WorldOptions {
  mutation?: Mutation | undefined;
  /** Whether `trace` is kept. */
  traced?: boolean;
}

/** A cluster with nothing in it, at the beginning of time. */
export function createWorld(
  seed: number,
  groundOver: (under: Under) => Ground,
  { mutation, traced = false }: WorldOptions,
): World {
  const time = new VirtualTime();
  const chance = new Chance(seed);
  const commits = new Map<string, Commit>();
  const ground = groundOver({ time, chance, commits });
  const { server } = ground;
  const history: Entry[] = [];
  const trace: string[] = [];
  const say = (who: string, what: string) => {
    if (traced) trace.push(`${(time.now / 1000).toFixed(3).padStart(9)} ${who}: ${what}`);
  };
  server.onWritten = (write) => {
    history.push({ ...write, at: server.now() });
    if (traced && write.plural !== 'events') say(`[${write.by}]`, told(write));
  };
  return { ...ground, time, chance, commits, history, say, trace, sights: new Set(), mutation };
}

function told({ method, plural, name, after }: Omit<Entry, 'at'>): string {
  const release = after?.metadata.annotations?.['workaday.dev/release'];
  const undone = after?.metadata.annotations?.['workaday.dev/undone'];
  const holder = (after?.['spec'] as { holderIdentity?: string } | undefined)?.holderIdentity;
  const ledger = plural === 'configmaps' && name === 'workaday.shop' && after ? ledgerLine(after) : '';
  const marks = [
    release && `release ${release}`,
    undone && `undone ${undone}`,
    holder !== undefined && `holder ${holder || 'nobody'}`,
    ledger,
  ].filter(Boolean);
  return `${method} ${plural}/${name} ${marks.join(', ')}`;
}

function ledgerLine(object: Record<string, unknown>): string {
  const { releases } = JSON.parse((object['data'] as { ledger: string }).ledger) as {
    releases: { number: number; version: string; state: string; reason: string }[];
  };
  return releases
    .map(({ number, version, state, reason }) => `${number}=${version} ${state} (${reason})`)
    .join('; ');
}
