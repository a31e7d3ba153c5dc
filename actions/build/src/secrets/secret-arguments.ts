import { looksPublic, looksSecret } from './secret-names.ts';
import { secretShape } from './secret-shapes.ts';
import { equalsSecret } from './secret-values.ts';

/** What a name like a secret's may have: nothing, a switch, a small number. */
const harmless = /^(true|false|yes|no|on|off|null|none|\d{0,3})$/i;

/** Some keys are meant for browsers, and named so. */
const mayBePublic = ['a JSON Web Token', 'a Google API key'];

/**
 * Why a build argument must not be one, as its value stays readable in the image's history and provenance; undefined when
 * nothing speaks against it. The value is never part of the answer.
 * @param secrets of this step: the build secrets and the registry's password
 */
export function argumentLooksSecret(
  name: string,
  value: string,
  secrets: Iterable<string>,
): string | undefined {
  if (equalsSecret(value, secrets)) return 'its value is or holds a secret of this step';
  const shape = secretShape(value);
  const isPublic = looksPublic(name) && shape !== undefined && mayBePublic.includes(shape);
  if (shape !== undefined && !isPublic) return `its value holds ${shape}`;
  if (looksSecret(name) && !harmless.test(value)) return 'its name is that of a secret';
  return undefined;
}
