import { type BuiltService, buildService } from './apply.ts';
import { layOut } from './docker/workbench.ts';
import { keepLayersOf } from './keep-layers.ts';
import { moveTags, type ServiceMoves } from './move-tags.ts';
import { preflight } from './preflight.ts';
import { type Tagged, tagOnce } from './publish/tags.ts';
import type { Existing, Missing } from './reuse.ts';
import { allOrFailure } from './together.ts';
import type { BuildingRun, WholeRun } from './whole-run.ts';

/** A service whose image was taken, with the tags it has now. */
export interface TakenService {
  existing: Existing;
  tagged: readonly Tagged[];
}

/** What a run did, service by service. */
export interface Shipped {
  taken: readonly TakenService[];
  built: readonly BuiltService[];
  moves: readonly ServiceMoves[];
}

/** Names what exists and builds what does not, side by side; then moves tags; then, with the images out, keeps layers. */
export async function shipAll(
  existing: readonly Existing[],
  missing: readonly Missing[],
  run: WholeRun,
): Promise<Shipped> {
  if (missing.length === 0) {
    const taken = await allOrFailure(existing.map((each) => take(each, run)));
    return { taken, built: [], moves: await moveTags(imagesOf(taken, []), run) };
  }
  const folder = await run.ports.privateFolder();
  try {
    const { inputs, dockerConfig, ports, registries, standing } = run;
    if (!standing.trusted)
      ports.log.line(`what is built here is taken by no other run, and moves no tag: ${standing.why}`);
    const bench = await layOut(folder, dockerConfig, registries.login, inputs['build-secrets'], ports);
    const targets = missing.map(({ target }) => target);
    const { abilities } = await preflight(targets, inputs, registries, bench.env, ports);
    const building: BuildingRun = { ...run, bench, abilities };
    const [taken, built] = await allOrFailure([
      allOrFailure(existing.map((each) => take(each, run))),
      allOrFailure(missing.map((each) => buildService(each, building))),
    ] as const);
    const moves = await moveTags(imagesOf(taken, built), run);
    await keepLayersOf(built, building);
    return { taken, built, moves };
  } finally {
    await folder.remove();
  }
}

async function take(existing: Existing, { registries }: WholeRun): Promise<TakenService> {
  const { image, tagHolder, target } = existing;
  const registry = await registries.of(target.image.host);
  return { existing, tagged: [await tagOnce(registry, target.image.path, target.tag, image, tagHolder)] };
}

function imagesOf(taken: readonly TakenService[], built: readonly BuiltService[]) {
  return [
    ...taken.map(({ existing: { target, image } }) => ({ target, image })),
    ...built.map(({ missing: { target }, published: { image } }) => ({ target, image })),
  ];
}
