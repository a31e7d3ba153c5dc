import { githubLine } from './publish/github-line.ts';
import { commitTag, type Moved, moveTag } from './publish/moving-tags.ts';
import { tagOnce } from './publish/tags.ts';
import type { Manifest } from './registry/registry.ts';
import type { Target } from './services.ts';
import { allOrFailure } from './together.ts';
import type { WholeRun } from './whole-run.ts';

/** What became of the moving tags of one service. */
export interface ServiceMoves {
  service: string;
  tags: readonly ({ tag: string } & Moved)[];
}

/** Moves the tags that follow the default branch, once every image is out. */
export async function moveTags(
  images: readonly { target: Target; image: Manifest }[],
  run: WholeRun,
): Promise<ServiceMoves[]> {
  const tags = [...new Set(run.inputs['moving-tags'])];
  if (tags.length === 0) return [];
  const { context, log } = run.ports;
  const stay = whyTheyStay(run);
  const line = githubLine(run.rule.defaultBranch ?? '', run.inputs['github-token'], run.ports);
  return allOrFailure(
    images.map(async ({ target, image }) => {
      if (stay)
        return {
          service: target.service,
          tags: tags.map((tag) => ({ tag, result: 'left' as const, why: stay })),
        };
      const registry = await run.registries.of(target.image.host);
      const { path } = target.image;
      await tagOnce(registry, path, commitTag(context.sha), image);
      const moved = tags.map(async (tag) => {
        const done = await moveTag({ registry, path, tag, commit: context.sha, image, line });
        log.line(`[${target.service}] ${movedText(tag, done)}`);
        return { tag, ...done };
      });
      return { service: target.service, tags: await allOrFailure(moved) };
    }),
  );
}

function whyTheyStay({ standing, rule }: WholeRun): string | undefined {
  if (!standing.trusted) return standing.why;
  return rule.defaultBranch === undefined ? 'the event does not name the default branch' : undefined;
}

/** e.g. `latest moved from sha256:…` */
export function movedText(tag: string, moved: Moved): string {
  if (moved.result === 'left') return `${tag} was not moved: ${moved.why}`;
  if (moved.result === 'stayed') return `${tag} names this image already`;
  return moved.from === undefined ? `${tag} is new` : `${tag} moved from ${moved.from}`;
}
