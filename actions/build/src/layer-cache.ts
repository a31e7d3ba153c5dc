import type { Ports } from './ports.ts';
import type { Registry } from './registry/registry.ts';
import type { Target } from './services.ts';
import type { Notary } from './trust/notary.ts';
import { readRecord } from './trust/record-store.ts';

/** Layer caches that trusted runs left for these branches, by digest: who can push cannot slip in layers. */
export async function layerCaches(
  { image: { path }, repository }: Target,
  branches: readonly string[],
  registry: Registry,
  notary: Notary,
  ports: Ports,
): Promise<string[]> {
  const found = await Promise.all(
    branches.map(async (branch) => {
      const { sealed } = await readRecord(registry, path, 'cache', branch, ports.sha256);
      if (sealed === undefined) return [];
      const judged = await notary.accept(sealed, { kind: 'cache', repository, subject: branch });
      return judged.accepted ? [`${repository}@${sealed.record.digest}`] : [];
    }),
  );
  return found.flat();
}
