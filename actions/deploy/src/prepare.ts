import { Failure, type Problem } from '@workaday/core';
import {
  gateProblems,
  gateWarnings,
  hashConfigNames,
  leaveReplicasToAutoscalers,
  type Manifest,
  type Resources,
  type ServiceImage,
  setImages,
} from '@workaday/kubernetes';

export interface Prepared {
  manifests: Manifest[];
  warnings: Problem[];
}

/**
 * What is applied, from what is written: images by digest, configuration under hashed names, replicas left to
 * autoscalers.
 * @throws Failure `not-ours` or `unused-image`, with all problems
 */
export function prepareManifests(
  written: readonly Manifest[],
  images: readonly ServiceImage[],
  resources: Resources,
  ground: { namespace: string },
): Prepared {
  const foreign = gateProblems(written, resources, { ...ground, allow: [] });
  const withImages = setImages(written, images);
  const problems = [...foreign, ...withImages.problems];
  if (problems.length > 0) throw unusable(problems, foreign.length > 0);
  return {
    manifests: hashConfigNames(leaveReplicasToAutoscalers(withImages.manifests)),
    warnings: [...gateWarnings(written), ...withImages.warnings],
  };
}

function unusable(problems: readonly Problem[], foreign: boolean): Failure {
  return new Failure({
    outcome: 'refused',
    reason: foreign ? 'not-ours' : 'unused-image',
    what: problems.map(textOf).join('; '),
    why: foreign
      ? 'A deploy applies objects of known kinds into its own namespace, and nothing else.'
      : 'What was built and tested would not be what runs.',
    next: 'Correct the manifests; nothing was touched.',
    problems,
    place: problems[0]?.place,
  });
}

function textOf({ what, place }: Problem): string {
  return place ? `${[place.file, place.line].filter(Boolean).join(':')}: ${what}` : what;
}
