import { Failure, formatDuration } from '@workaday/core';
import { haveTriggers } from './base-triggers.ts';
import type { Manifest, Registry } from './registry/registry.ts';
import type { Target } from './services.ts';
import type { Source } from './source/source.ts';
import { meanwhile } from './together.ts';
import type { BuildRecord } from './trust/record.ts';
import { readRecord } from './trust/record-store.ts';
import { readSource, type WholeRun } from './whole-run.ts';

/** One service, and what its build would see. */
export interface Service {
  target: Target;
  source: Source;
}

/** A service whose image exists: a trusted run made it of the same source. */
export interface Existing extends Service {
  image: Manifest;
  record: BuildRecord;
  signed: boolean;
  /** Digest that has the tag of this run, asked for meanwhile. */
  tagHolder: Promise<string | undefined>;
}

/** A service that has to be built. */
export interface Missing extends Service {
  image: undefined;
  /** For people: why it is built. */
  why: string;
  /** What a trusted run said of an image of this source, which is not taken. */
  previous: BuildRecord | undefined;
  /** Whether it is built to let patches in: then nothing that the builder remembers is taken. */
  expired: boolean;
  /** Whether another run may take the image by its source. */
  reusable: boolean;
}

/** The same for a dry run, which goes on where a registry does not answer. */
export async function lookIfPossible(service: Service, run: WholeRun): Promise<Existing | Missing> {
  try {
    return await lookFor(service, run);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const why = `whether an image of this source exists is not known: ${error.message}`;
    return { ...service, image: undefined, why, previous: undefined, expired: false, reusable: false };
  }
}

/** Whether an image of this service's source exists that may be taken. */
export async function lookFor(service: Service, run: WholeRun): Promise<Existing | Missing> {
  const registry = await run.registries.of(service.target.image.host);
  const looked = await lookUp(service, registry, run);
  if (looked.image !== undefined || looked.previous !== undefined || !looked.reusable) return looked;
  const { buildArgs, platforms } = service.target;
  const facts = {
    buildArgs,
    target: undefined,
    platforms: platforms.length === 0 ? [run.ports.platform] : platforms,
  };
  const registries = { of: run.registries.of, mirrors: run.mirrors };
  const triggers = await haveTriggers(service.source, facts, registries);
  if (triggers === false) return looked;
  if (triggers !== true) return { ...looked, why: `${looked.why}; ${triggers.unknown}`, reusable: false };
  // A base image with ONBUILD triggers may read any file: then every file counts.
  const source = await readSource(service.target, run, true);
  return lookUp({ target: service.target, source }, registry, run);
}

async function lookUp(service: Service, registry: Registry, run: WholeRun): Promise<Existing | Missing> {
  const { inputs, notary, ports } = run;
  const { source, target } = service;
  const missing: Missing = {
    ...service,
    image: undefined,
    why: '',
    previous: undefined,
    expired: false,
    reusable: true,
  };
  if (source.key === undefined || !source.reusable)
    return { ...missing, why: source.why ?? 'its source cannot be told', reusable: false };
  // On the way to an image that is taken, nothing waits for what does not depend on it.
  notary.prepare();
  const tagHolder = meanwhile(registry.digestOf(target.image.path, target.tag));
  const found = await readRecord(registry, target.image.path, 'source', source.key, ports.sha256);
  if (found.sealed === undefined)
    return { ...missing, why: `no image of this source is known (${found.why})` };
  const { record } = found.sealed;
  const expected = { kind: 'source', repository: target.repository, subject: source.key } as const;
  const stillThere = meanwhile(registry.manifest(target.image.path, record.digest));
  const judged = await notary.accept(found.sealed, expected);
  if (!judged.accepted)
    return { ...missing, why: `the record of an image of this source does not count: ${judged.why}` };
  const age = ports.clock.now() - judged.builtAt;
  const known = { ...missing, previous: record };
  if (inputs.reuse === 'never') return { ...known, why: 'reuse is never' };
  if (age > inputs['max-age']) {
    const why = `the image of this source is ${ageText(age)} old, and patches are let in`;
    return { ...known, why, expired: true };
  }
  const image = await stillThere;
  if (image === undefined) return { ...known, why: `${record.digest} is no longer in the registry` };
  return { ...service, image, record, signed: judged.signed, tagHolder };
}

function ageText(age: number): string {
  const day = 24 * 60 * 60 * 1000;
  return age < 2 * day ? formatDuration(age) : `${Math.floor(age / day)} days`;
}

/** What happens to a service, for the log. */
export function lookText(looked: Existing | Missing): string {
  const { target } = looked;
  if (looked.image === undefined) return `[${target.service}] is to be built: ${looked.why}`;
  const { record, signed } = looked;
  const by = signed ? 'signed by GitHub' : 'not signed';
  return `[${target.service}] same source as ${record.revision.slice(0, 12)} (${by}): ${target.repository}@${record.digest}`;
}
