import type { KubeObject } from '@workaday/kubernetes';
import { type History, ledgerName, type Recorded, releasesIn, stampOf } from '../history.ts';
import type { Played } from '../play.ts';
import type { Commit } from '../shop.ts';

/**
 * None is pending for ever: once everybody is dead or done, one ordinary run brings every release to its end, and the
 * next merge is deployed and verified.
 */
export function pendingForEver(played: Played): string[] {
  const { last, next, world, settledAt } = played;
  const found: string[] = [];
  if (last === undefined) found.push('the ordinary run after it never ended');
  for (const release of ledgerAt(world.history.slice(0, settledAt)).filter(
    ({ state }) => state === 'pending',
  ))
    found.push(
      `release ${release.number} is pending (${release.reason}) after an ordinary run: ${last?.outcome}`,
    );
  if (next?.outcome !== 'verified') found.push(`the next merge ended as ${next?.outcome} (${next?.reason})`);
  for (const { number } of ledgerAt(world.history).filter(({ state }) => state === 'pending'))
    found.push(`release ${number} is pending after the next merge`);
  return found;
}

/** What serves is what the ledger says: the newest verified release, whole, and after the next merge nothing else. */
export function notWhatIsLive(played: Played): string[] {
  const { world, settledAt } = played;
  return [
    ...differences(played, world.history.slice(0, settledAt), { alone: false }),
    ...differences(played, world.history, { alone: true }),
  ];
}

function differences({ world }: Played, history: History, { alone }: { alone: boolean }): string[] {
  const ledger = ledgerAt(history);
  const live = liveIn(ledger);
  // What is kept without being good says that a person is needed.
  if (live === undefined || !['verified', 'unproven'].includes(live.state)) return [];
  const verified = ledger.findLast(({ state }) => state === 'verified');
  const found: string[] = [];
  if (live.state === 'verified' && verified !== live)
    found.push(`release ${live.number} is live, and ${verified?.number} is the newest verified one`);
  const commit = world.commits.get(live.commit);
  const objects = [...standing(history).values()].filter((object) => stampOf(object) !== undefined);
  const wanted = commit ? wantedOf(commit, objects) : [];
  for (const [name, isAsWanted] of wanted)
    if (!objects.some((object) => nameOf(object) === name && isAsWanted(object)))
      found.push(`${name} is not as release ${live.number} (${live.version}) has it`);
  const names = wanted.map(([name]) => name);
  const others = objects.map(nameOf).filter((name) => !names.includes(name));
  if (alone && others.length > 0) found.push(`${others.join(', ')} are left of earlier releases`);
  return found;
}

export function ledgerAt(history: History): Recorded[] {
  const last = history.findLast(({ plural, name }) => plural === 'configmaps' && name === ledgerName);
  return releasesIn(last?.after);
}

function liveIn(ledger: readonly Recorded[]): Recorded | undefined {
  let live = ledger.at(-1);
  while (live?.state === 'rolled-back') {
    const { restored } = live;
    live = ledger.find(({ number }) => number === restored);
  }
  return live;
}

/** Every object as it was written last. */
function standing(history: History): Map<string, KubeObject> {
  const objects = new Map<string, KubeObject>();
  for (const { plural, name, after } of history) {
    const key = `${plural}/${name}`;
    if (after) objects.set(key, after);
    else objects.delete(key);
  }
  return objects;
}

type Wanted = [name: string, isAsWanted: (object: KubeObject) => boolean];

/** The objects of a commit, each by what tells it from those of others. */
function wantedOf({ order, image, extra }: Commit, objects: readonly KubeObject[]): Wanted[] {
  const hasData = (object: KubeObject) => (object['data'] as { commit?: string }).commit === String(order);
  const settings = objects.find(
    (object) => nameOf(object).startsWith('ConfigMap/settings-') && hasData(object),
  );
  const name = settings?.metadata.name ?? 'settings';
  return [
    [`ConfigMap/${name}`, hasData],
    ['ConfigMap/flags', hasData],
    ...(extra ? [['ConfigMap/extra', hasData] satisfies Wanted] : []),
    ['Service/web', ({ metadata }) => metadata.annotations?.['commit'] === String(order)],
    [
      'Deployment/web',
      (object) => {
        const template = JSON.stringify(object['spec']);
        return template.includes(image) && template.includes(`"name":"${name}"`);
      },
    ],
  ];
}

function nameOf({ kind, metadata }: KubeObject): string {
  return `${kind}/${metadata.name}`;
}
