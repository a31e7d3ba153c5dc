import { parseImageReference } from '@workaday/core';
import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import { withoutSecrets } from '../secrets/secret-shapes.ts';
import type { Finding } from './finding.ts';
import { programFinding } from './programs.ts';
import { stageChain } from './stage-chain.ts';

/** What will hurt in the images that the stages are FROM. */
export function baseFindings(dockerfile: Dockerfile, file: string): Finding[] {
  const [first] = stageChain(dockerfile);
  const docker = first?.base.kind === 'image' && /(?:^|\/)docker:[\w.-]*dind/.test(first.base.reference);
  return [
    ...dockerfile.reachable.flatMap((stage) =>
      stage.base.kind === 'image' && isLatest(stage.base.reference)
        ? [latestFinding(stage.base.reference, { file, line: stage.line })]
        : [],
    ),
    ...(docker ? [programFinding('docker-in-docker', { file, line: first?.line })] : []),
  ];
}

function isLatest(reference: string): boolean {
  const parsed = parseImageReference(reference);
  if ('problem' in parsed || parsed.digest !== undefined) return false;
  return parsed.tag === undefined || parsed.tag === 'latest';
}

function latestFinding(reference: string, place: Finding['place']): Finding {
  const name = withoutSecrets(reference);
  return {
    rule: 'latest-base',
    what: `the base image ${name} ${reference.endsWith(':latest') ? 'is named by the tag latest' : 'has no tag'}`,
    why: 'Its next major version comes in unseen, with some build of an unrelated change.',
    next: 'Name a version: `FROM node:24-slim`, or a version and a digest.',
    place,
  };
}
