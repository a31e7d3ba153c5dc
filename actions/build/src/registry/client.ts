import type { Credentials } from '../docker/docker-config.ts';
import { readConfig, readDigest, readManifest } from './reading.ts';
import type { Registry } from './registry.ts';
import { openSession, type RegistryOptions, type RegistryPorts, type Session } from './session.ts';
import { tryUpload, writeBlob, writeManifest } from './writing.ts';

/**
 * The distribution API of one registry.
 * @param host as images name it, e.g. `ghcr.io`
 * @param credentials undefined to be nobody
 */
export function connectRegistry(
  host: string,
  credentials: Credentials | undefined,
  ports: RegistryPorts,
  options: RegistryOptions = {},
): Registry {
  return registryOver(openSession(host.toLowerCase(), credentials, ports, options));
}

function registryOver(session: Session): Registry {
  const { patiently } = session;
  return {
    host: session.host,
    requests: session.requests,
    manifest: (path, reference) => patiently(() => readManifest(session, path, reference)),
    digestOf: (path, reference) => patiently(() => readDigest(session, path, reference)),
    config: (path, manifest) => patiently(() => readConfig(session, path, manifest)),
    putManifest: (path, reference, mediaType, bytes) =>
      patiently(() => writeManifest(session, path, reference, mediaType, bytes)),
    putBlob: (path, bytes) => patiently(() => writeBlob(session, path, bytes)),
    checkPush: (path) => patiently(() => tryUpload(session, path)),
    hurried: () => registryOver(session.hurried()),
  };
}
