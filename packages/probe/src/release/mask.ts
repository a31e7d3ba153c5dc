import { secretMask } from '@workaday/kubernetes';
import { sentSecrets } from '../sent-secrets.ts';
import type { AskSetting } from './setting.ts';
import type { Written } from './written.ts';

/** Hides what the release's Secrets hold, and what its checks send; everything, when it is not known what they hold. */
export function maskFor(
  { checks, control }: Pick<AskSetting, 'checks' | 'control'>,
  { objects, unknown }: Written,
): (text: string) => string {
  return unknown === undefined
    ? secretMask(objects, sentSecrets([...checks, ...control]))
    : () => '(not shown, because the secrets in it are not known)';
}
