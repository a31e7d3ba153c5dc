import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isRefusedAddress } from './refused-addresses.ts';

export type Resolved =
  | { kind: 'addresses'; addresses: LookupAddress[] }
  | { kind: 'refused'; why: string }
  | { kind: 'fault'; detail: string };

/**
 * Asks the system's resolver afresh; one refused address among the answers refuses the name. A resolver that does not
 * answer says nothing about the app.
 */
export async function resolve(hostname: string): Promise<Resolved> {
  const host = hostname.replace(/^\[|\]$/g, '');
  try {
    const family = isIP(host);
    const addresses =
      family === 0 ? await lookup(host, { all: true, order: 'verbatim' }) : [{ address: host, family }];
    const refused = addresses.find(({ address }) => isRefusedAddress(address));
    if (refused === undefined) return { kind: 'addresses', addresses };
    const why = `${host} is ${refused.address}, a link-local or cloud metadata address, which is never asked`;
    return { kind: 'refused', why };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    if (code === 'EAI_AGAIN')
      return { kind: 'refused', why: `the resolver of this machine does not answer (${code})` };
    return { kind: 'fault', detail: `${host} does not resolve (${code})` };
  }
}
