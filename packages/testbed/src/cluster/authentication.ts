import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Allotment } from '../allotment.ts';

/** One entry of `jwt` of an AuthenticationConfiguration. */
export type JwtAuthenticator = Readonly<Record<string, unknown>>;

export const authenticationFile = (own: Allotment) => join(own.dir, 'authentication.yaml');

/**
 * Whose identity tokens an API server trusts besides its own. A running one takes a change by itself, in moments.
 * @param file its `--authentication-config`
 */
export function trustIssuers(file: string, jwt: readonly JwtAuthenticator[]): void {
  const kind = { apiVersion: 'apiserver.config.k8s.io/v1', kind: 'AuthenticationConfiguration' };
  // At once: the API server may look at any moment.
  writeFileSync(`${file}.next`, stringify({ ...kind, jwt }), { mode: 0o600 });
  renameSync(`${file}.next`, file);
}
