import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';
import { Failure } from '@workaday/core';
import { isRecord, type ObjectRef } from '../manifests/object.ts';
import { bounded, remembered } from './history.ts';
import type { Ledger, Release } from './release.ts';

/** Raised when what is stored can no longer be understood by earlier versions. */
export const ledgerFormat = 1;
/** Characters up to which everything is stored as text that people can read. */
const readable = 200_000;
/** A ConfigMap may hold 1 MiB. */
const most = 1_000_000;

/** What a ConfigMap holds of a ledger. */
export interface StoredLedger {
  data: { ledger: string };
  /** Base64 of a Brotli stream: the inventories by release number, when they are too large to stand as text. */
  binaryData?: { inventory: string };
}

/**
 * A ledger as a ConfigMap holds it, and the ledger that this is: one that is too large even so has forgotten some of
 * its oldest releases.
 */
export async function storeLedger(ledger: Ledger): Promise<{ ledger: Ledger; stored: StoredLedger }> {
  for (let kept = remembered; ; kept = Math.floor(kept / 2)) {
    const { forgotten = [], ...rest } = bounded(ledger, kept);
    const after = { ...rest, format: ledgerFormat, ...(forgotten.length > 0 ? { forgotten } : {}) };
    const text = JSON.stringify(after);
    if (text.length <= readable) return { ledger: after, stored: { data: { ledger: text } } };
    const stored = await compressed(after);
    const size = Buffer.byteLength(stored.data.ledger) + (stored.binaryData.inventory.length * 3) / 4;
    if (size <= most) return { ledger: after, stored };
    if (kept === 0) throw tooLarge(ledger, size);
  }
}

async function compressed(ledger: Ledger): Promise<Required<StoredLedger>> {
  const inventory = Object.fromEntries(ledger.releases.map(({ number, objects }) => [number, objects]));
  const releases = ledger.releases.map(({ objects: _, ...rest }) => rest);
  const bytes = await promisify(brotliCompress)(JSON.stringify(inventory), {
    // Inventories repeat each other over a distance that gzip does not see.
    params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_LGWIN]: 24 },
  });
  return {
    data: { ledger: JSON.stringify({ ...ledger, releases }) },
    binaryData: { inventory: bytes.toString('base64') },
  };
}

/** Throws anything for what is no ledger; a ledger of a later format is one that this version does not understand. */
export async function readStored(data: unknown, binaryData: unknown): Promise<Ledger> {
  const ledger: unknown = JSON.parse(String(isRecord(data) ? data['ledger'] : undefined));
  if (!isRecord(ledger) || !Array.isArray(ledger['releases'])) throw new Error('it is no record of releases');
  const { format = ledgerFormat } = ledger;
  if (typeof format !== 'number' || format > ledgerFormat)
    throw new Error(`its format is ${String(format)}, and this version knows ${ledgerFormat}`);
  const packed = isRecord(binaryData) ? binaryData['inventory'] : undefined;
  const inventory = packed === undefined ? {} : await unpack(String(packed));
  const releases = ledger['releases'].map((release: unknown) => {
    if (!isRecord(release) || !Number.isInteger(release['number']))
      throw new Error('a release has no number');
    const objects = release['objects'] ?? inventory[String(release['number'])];
    if (!Array.isArray(objects)) throw new Error(`release ${release['number']} has no inventory`);
    return { ...release, objects } as unknown as Release;
  });
  return { ...(ledger as unknown as Ledger), releases };
}

async function unpack(packed: string): Promise<Record<string, ObjectRef[]>> {
  const bytes = await promisify(brotliDecompress)(Buffer.from(packed, 'base64'));
  return JSON.parse(bytes.toString('utf8')) as Record<string, ObjectRef[]>;
}

function tooLarge({ app }: Ledger, size: number): Failure {
  return new Failure({
    reason: 'ledger-unreadable',
    what: `the ledger of ${app} would have ${Math.round(size)} bytes, and a ConfigMap may hold 1 MiB`,
    why: 'It holds the names of all objects of the releases that a rollback may need.',
    next: 'Divide the app: tens of thousands of objects are too many for one.',
  });
}
