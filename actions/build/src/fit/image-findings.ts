import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import type { ImageConfig } from '../registry/registry.ts';
import type { Finding } from './finding.ts';
import { imageSecrets } from './image-secrets.ts';
import { imageRuntime } from './runtime.ts';
import { runtimeFindings } from './runtime-findings.ts';
import { sizeFindings } from './size-findings.ts';

/** What a built image says; the Dockerfile, where it is known, gives the lines. Layers as in the manifest, lowest first. */
export function imageFindings(
  config: ImageConfig,
  layers: readonly { size: number }[],
  service: string,
  dockerfile: Dockerfile | undefined,
  file: string,
): Finding[] {
  return [
    ...runtimeFindings(imageRuntime(config, dockerfile), file),
    ...imageSecrets(config, dockerfile, file),
    ...sizeFindings(config, layers, service, dockerfile, file),
  ];
}
