import type { Variable } from './shell-lexer.ts';

const targetNames = ['TARGETPLATFORM', 'TARGETOS', 'TARGETARCH', 'TARGETVARIANT'];
const buildNames = ['BUILDPLATFORM', 'BUILDOS', 'BUILDOSVERSION', 'BUILDARCH', 'BUILDVARIANT'];

/**
 * The arguments that BuildKit sets by itself. What differs between platforms is unknown, and so is the machine that
 * builds.
 *
 * @param target name of the stage that is built
 */
export function platformArguments(
  platforms: readonly string[],
  target: string | undefined,
): Map<string, Variable> {
  const [only, ...more] = platforms;
  const { os, architecture, variant } = platformParts(more.length === 0 ? only : undefined);
  const parts = [os, architecture, variant].filter(Boolean).join('/');
  const known = only !== undefined && more.length === 0;
  const values = [parts, os, architecture, variant];
  return new Map<string, Variable>([
    ...buildNames.map((name): [string, Variable] => [name, 'unknown']),
    ...targetNames.map((name, index): [string, Variable] => [
      name,
      known ? { value: values[index] ?? '' } : 'unknown',
    ]),
    // Only Windows has one, which the notation of a platform can carry.
    ['TARGETOSVERSION', known && os === 'linux' ? { value: '' } : 'unknown'],
    ['TARGETSTAGE', { value: target || 'default' }],
  ]);
}

const architectures: Readonly<Record<string, { architecture: string; variant: string }>> = {
  x86_64: { architecture: 'amd64', variant: '' },
  'x86-64': { architecture: 'amd64', variant: '' },
  i386: { architecture: '386', variant: '' },
  aarch64: { architecture: 'arm64', variant: '' },
  arm: { architecture: 'arm', variant: 'v7' },
  armhf: { architecture: 'arm', variant: 'v7' },
  armel: { architecture: 'arm', variant: 'v6' },
};

/** Parts of `os/architecture/variant` as BuildKit normalises them. */
function platformParts(platform = ''): { os: string; architecture: string; variant: string } {
  const [os = '', name = '', variant = ''] = platform.toLowerCase().split('/');
  const known = architectures[name] ?? { architecture: name, variant: '' };
  const plain = `${known.architecture}/${variant.replace(/^(?=\d)/, 'v')}`;
  const usual = ['arm64/v8', 'amd64/v1'].includes(plain) ? '' : variant.replace(/^(?=\d)/, 'v');
  return { os, architecture: known.architecture, variant: usual || known.variant };
}
