import { Failure, type Problem } from '@workaday/core';

export function badManifests(problems: readonly Problem[]): Failure {
  return new Failure({
    reason: 'bad-manifest',
    what: `the manifests have ${problems.length === 1 ? 'an error' : `${problems.length} errors`}: ${told(problems)}`,
    next: 'Correct the files; nothing was touched.',
    problems,
    place: problems[0]?.place,
  });
}

/** What cannot be loaded or rendered the way it is written, or not without a download. */
export function unsupportedManifests(what: string, problems: readonly Problem[], next: string): Failure {
  return new Failure({
    reason: 'unsupported-manifests',
    what: `${what}: ${told(problems)}`,
    next,
    problems,
    place: problems[0]?.place,
  });
}

export function noFolder(folder: string): Failure {
  return new Failure({
    reason: 'no-manifests',
    what: `the folder of manifests ${JSON.stringify(folder)} does not exist in the checkout`,
    next: 'Name the folder in the input `manifests` or as `manifests:` in workaday.yml, and check the repository out before this step.',
  });
}

export function noManifests(folder: string): Failure {
  return new Failure({
    reason: 'no-manifests',
    what: `the folder ${JSON.stringify(folder)} holds no Kubernetes object`,
    why: 'Files that end in .yaml, .yml or .json are read, recursively.',
    next: 'Add the manifests of the app, or name another folder.',
  });
}

/** @param found files of kustomize or Helm below a folder of plain manifests */
export function needsRendering(folder: string, found: readonly string[]): Failure {
  const homes = [...new Set(found.map((file) => file.slice(0, file.lastIndexOf('/'))))];
  return unsupportedManifests(
    `${folder} is loaded as plain manifests, but there is something to render in it`,
    found.map((file) => ({
      what:
        misnamed(folder, file) ?? `it belongs to ${/chart/i.test(file) ? 'a Helm chart' : 'a kustomization'}`,
      place: { file },
    })),
    `Name the folder to render in \`manifests\` (${homes.map((home) => `\`${home}\``).join(' or ')}), or move it out of ${folder}.`,
  );
}

/** Tools look for one spelling only. */
function misnamed(folder: string, file: string): string | undefined {
  if (file.includes('/', folder.length + 1)) return undefined;
  const spelling = /chart/i.test(file) ? 'Chart.yaml' : 'kustomization.yaml';
  return `its tool looks for ${spelling}, in just this spelling`;
}

function told(problems: readonly Problem[]): string {
  return problems
    .map(({ what, place }) => [[place?.file, place?.line].filter(Boolean).join(':'), what])
    .map((parts) => parts.filter(Boolean).join(': '))
    .join('; ');
}
