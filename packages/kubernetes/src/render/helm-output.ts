import type { Place, Problem } from '@workaday/core';
import { type Manifest, parseManifests } from '../manifests/manifests.ts';

/** The template that made something: a path of the checkout, and how Helm calls it. */
export type TemplateFile = (template: string) => string;

/** What `helm template` wrote, each object with the template that it came from. */
export function parseHelmOutput(
  output: string,
  fileOf: TemplateFile,
): { manifests: Manifest[]; problems: Problem[] } {
  const sources = templateLines(output);
  const placeOf = (line = 1): Place => {
    const source = sources.findLast((one) => one.line <= line);
    return { file: fileOf(source?.template ?? '') };
  };
  const { manifests, problems } = parseManifests(output, 'rendered');
  return {
    manifests: manifests.map(({ object, place }) => ({ object, place: placeOf(place.line) })),
    problems: problems.map(({ what, place }) => ({
      what: `in what Helm makes of it: ${what}`,
      place: placeOf(place?.line),
    })),
  };
}

/** `# Source: chart/templates/x.yaml` stands after the line `---` that begins each document. */
function templateLines(output: string): { line: number; template: string }[] {
  const lines = output.split('\n');
  return lines.flatMap((text, index) => {
    const template = /^# Source: (.+?)\r?$/.exec(text)?.[1];
    return template !== undefined && /^---\s*$/.test(lines[index - 1] ?? '')
      ? [{ line: index + 1, template }]
      : [];
  });
}
