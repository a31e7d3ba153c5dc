import type { Ports } from './ports.ts';
import type { Registry } from './registry/registry.ts';
import type { Target } from './services.ts';
import type { Notary } from './trust/notary.ts';
import type { BuildRecord } from './trust/record.ts';
import { writeRecord } from './trust/record-store.ts';

/** Writes down, signed where this job can, what this run built. */
export async function keepRecord(
  { repository, image: { path } }: Target,
  told: Pick<BuildRecord, 'kind' | 'subject' | 'digest' | 'revision' | 'epoch'>,
  { registry, notary, ready }: { registry: Registry; notary: Notary; ready?: Promise<unknown> | undefined },
  { clock, context, sha256 }: Ports,
): Promise<void> {
  const record: BuildRecord = {
    ...told,
    repository,
    commit: context.sha,
    ref: context.ref,
    builtAt: new Date(clock.now()).toISOString(),
    run: context.runUrl,
  };
  await writeRecord(registry, path, await notary.seal(record), sha256, ready);
}
