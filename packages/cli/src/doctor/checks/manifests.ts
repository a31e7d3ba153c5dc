import { Failure } from '@workaday/core';
import type { DoctorFacts } from '../facts.ts';
import { type Finding, ok, problem, warning } from '../finding.ts';

/** The manifests: they can be read, and name what is built. */
export function manifestFindings({ manifests, config }: DoctorFacts): Finding[] {
  const id = 'manifests';
  if (config instanceof Failure) return [];
  if ('failure' in manifests) {
    const { what, why = 'A run would end with the same failure.', next } = manifests.failure.parts;
    return [problem(id, { what: `${what}.`, why, next })];
  }
  if (manifests.folder === undefined)
    return [
      problem(id, {
        what: 'There is no folder of manifests: none of k8s, kubernetes, manifests, deploy.',
        why: 'A deploy applies what is written there.',
        next: 'Run `npx @workaday/cli init`, or name the folder as `manifests:` in workaday.yml.',
      }),
    ];
  const problems = manifests.problems.map((what) =>
    problem('manifests-images', {
      what: `${what}.`,
      why: 'What was built would not be what runs; a deploy refuses it.',
      next: 'Name the image by its service, such as `image: web-service`; the deploy puts the digest in its place.',
    }),
  );
  const warnings = manifests.warnings.map((what) =>
    warning('manifests-images', {
      what: `${what}.`,
      why: 'Two pods of one release could run different things, and a restore could bring back another.',
      next: 'Name its digest: `NAME@sha256:…`.',
    }),
  );
  const read = ok(id, `${manifests.folder}/ has ${manifests.objects} objects, which can be read.`);
  return [read, ...problems, ...warnings];
}
