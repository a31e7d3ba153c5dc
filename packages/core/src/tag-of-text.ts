import type { Sha256 } from './ports.ts';

const tagPattern = /^\w[\w.-]{0,127}$/;
/** What a text must not look like when it is to stay as it is: a tag made here, or one that Workaday itself sets. */
const reserved = /-[0-9a-f]{12}$|^workaday-/i;
const hashLength = 12;
const slugLength = 128 - 1 - hashLength;

/**
 * A valid image tag for any text, such as the name of a branch. What is a tag already stays as it is; everything else
 * becomes a readable rest, `-` and 12 hexadecimal digits of the text's SHA-256. Different texts have different tags,
 * and no text can be chosen so that it gets the tag of another.
 *
 * Upper case stays: tags are case-sensitive by the specification, `Main` and `main` are two.
 */
export function tagOfText(text: string, sha256: Sha256): string {
  if (tagPattern.test(text) && !reserved.test(text)) return text;
  const hash = sha256(text)
    .replace(/^sha256:/, '')
    .slice(0, hashLength);
  return `${slugOf(text) || 'tag'}-${hash}`;
}

/** The letters that a tag may have, those with accents without them; nothing of other scripts. */
function slugOf(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, slugLength)
    .replace(/[.-]+$/, '');
}
