import { type KubeObject, recordAt } from '@workaday/kubernetes';

/** Shorter values (`true`, `web`) stand in every text by chance. */
const shortest = 6;

/** What the Secrets of a release hold, whole and line by line. */
export function secretsOf(objects: readonly KubeObject[]): string[] {
  const values = objects
    .filter((object) => object.kind === 'Secret')
    .flatMap((object) => [
      ...Object.values(recordAt(object, 'stringData') ?? {}).map(String),
      ...Object.values(recordAt(object, 'data') ?? {}).map((value) =>
        Buffer.from(String(value), 'base64').toString('utf8'),
      ),
    ]);
  return values
    .flatMap((value) => [value, ...value.split('\n')])
    .map((value) => value.trim())
    .filter((value) => value.length >= shortest);
}

export function withoutValues(text: string, secrets: readonly string[]): string {
  return secrets
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, value) => rest.replaceAll(value, '***'), text);
}
