import { markdownCode, markdownText, summary } from '@workaday/core';
import type { Target } from './services.ts';

export interface BuiltImage {
  target: Target;
  /** `sha256:…`; undefined in a dry run. */
  digest: string | undefined;
  reused: boolean;
  sourceKey: string;
}

/** `repository@sha256:…` */
export function pinned({ target, digest }: BuiltImage): string {
  return `${target.repository}@${digest}`;
}

export function outputsOf(images: readonly BuiltImage[]) {
  const known = images.filter((image) => image.digest !== undefined);
  const [only] = known;
  return {
    image: only && images.length === 1 ? pinned(only) : '',
    images: known.map((image) => `${image.target.service}=${pinned(image)}`).join('\n'),
    'source-keys': JSON.stringify(
      Object.fromEntries(images.map(({ target, sourceKey }) => [target.service, sourceKey])),
    ),
  };
}

export function buildSummary(images: readonly BuiltImage[], outcome: string, elapsed: string): string {
  const rows = images.map((image) => [
    markdownText(image.target.service),
    markdownCode(`${image.target.repository}:${image.target.tag}`),
    image.digest === undefined ? '' : markdownCode(image.digest),
    image.digest === undefined ? 'would be built' : image.reused ? 'reused' : 'built',
  ]);
  return summary.document([
    summary.heading(3, `📦 Build: ${outcome} in ${elapsed}`),
    summary.table(['Service', 'Image', 'Digest', ''], rows),
  ]);
}
