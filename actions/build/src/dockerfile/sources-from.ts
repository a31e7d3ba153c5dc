import type { Instruction } from './dockerfile.ts';

/** Names of the stages or images that an instruction reads from: `--from` and `RUN --mount=from=`. */
export function sourcesFrom({ keyword, flags }: Instruction): string[] {
  if (keyword === 'COPY' || keyword === 'ADD') return (flags.get('from') ?? []).filter(Boolean);
  if (keyword !== 'RUN') return [];
  return (flags.get('mount') ?? []).flatMap((mount) => mountFields(mount).get('from') || []);
}

/** `name=value` fields of a `--mount`, names in lower case; a name alone has ''. */
export function mountFields(mount: string): Map<string, string> {
  return new Map(
    mount.split(',').map((field): [string, string] => {
      const [, name = '', value = ''] = /^([^=]*)=?([\s\S]*)$/.exec(field) ?? [];
      return [name.toLowerCase(), value];
    }),
  );
}
