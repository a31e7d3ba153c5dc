import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import type { ImageConfig } from '../registry/registry.ts';
import type { Finding } from './finding.ts';
import { historyKeyword } from './image-secrets.ts';
import { chainInstructions } from './stage-chain.ts';

const megabyte = 1_000_000;
const largestLayer = 500 * megabyte;
const largestImage = 1000 * megabyte;

/** Layers that make every pull slow. Sizes are compressed bytes, as the manifest has them, lowest layer first. */
export function sizeFindings(
  { history }: ImageConfig,
  layers: readonly { size: number }[],
  service: string,
  dockerfile: Dockerfile | undefined,
  file: string,
): Finding[] {
  const makers = (history ?? []).filter((entry) => entry.empty_layer !== true);
  const huge = layers.flatMap(({ size }, index): Finding[] => {
    if (size <= largestLayer) return [];
    // Only where both lists are complete does one tell of the other.
    const maker = makers.length === layers.length ? (makers[index]?.created_by ?? '') : '';
    const made = maker === '' ? '' : ` (made by ${historyKeyword(maker).keyword})`;
    return [
      {
        rule: 'huge-layer',
        what: `layer ${index + 1} of ${layers.length} of ${service}${made} has ${megabytes(size)}`,
        why: 'A layer is loaded as one piece: each new node waits for it before the pod starts, and a small change sends all of it again.',
        next: 'Leave out what only the build needs (a second stage, `COPY --from=build`), or split what seldom changes from what often does.',
        place: { file, line: lineOf(maker, dockerfile) },
      },
    ];
  });
  const total = layers.reduce((sum, { size }) => sum + size, 0);
  if (huge.length > 0 || total <= largestImage) return huge;
  return [
    {
      rule: 'huge-image',
      what: `the image of ${service} has ${megabytes(total)}`,
      why: 'Each new node loads all of it before the pod starts: deploys, scaling and the move off a broken node take minutes.',
      next: 'Build in one stage and copy the result into a small one (`FROM …-slim`, `COPY --from=build`).',
      place: { file },
    },
  ];
}

function megabytes(size: number): string {
  return `${Math.round(size / megabyte)} MB, compressed`;
}

function lineOf(maker: string, dockerfile: Dockerfile | undefined): number | undefined {
  if (maker === '' || dockerfile === undefined) return undefined;
  const { keyword, text } = historyKeyword(maker);
  return chainInstructions(dockerfile).findLast(
    (instruction) => instruction.keyword === keyword && text.includes(instruction.text),
  )?.line;
}
