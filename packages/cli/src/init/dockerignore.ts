/** What no image needs. */
const always = ['.git', '.github', '.dockerignore', 'Dockerfile', 'k8s', 'workaday.yml'];

export function dockerignoreText(more: readonly string[]): string {
  return `${[...always, ...more].join('\n')}\n`;
}

export const dockerignoreWhy =
  'Neither history, nor settings of this machine, nor manifests come into the image; and a change of theirs alone builds no new one.';
