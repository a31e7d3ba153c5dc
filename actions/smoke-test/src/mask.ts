import { secretMask } from '@workaday/kubernetes';
import { sentSecrets } from '@workaday/probe';
import type { Written } from './facts.ts';
import type { Setting } from './setting.ts';

/** Hides what the release's Secrets hold, and what its checks send; everything, when it is not known what they hold. */
export function maskFor(
  { checks, control }: Pick<Setting, 'checks' | 'control'>,
  { objects, unknown }: Written,
): (text: string) => string {
  return unknown === undefined
    ? secretMask(objects, sentSecrets([...checks, ...control]))
    : () => '(not shown, because the secrets in it are not known)';
}
