import { logText } from '@workaday/core';

/** GitHub cuts nothing: a longer description of a Deployment or a status is refused. */
const longestDescription = 140;

/** Anyone's text as one line, which GitHub shows as it is. */
export function plainLine(text: string, longest = longestDescription): string {
  const flat = logText(text.replace(/\s+/g, ' ')).trim();
  return flat.length <= longest
    ? flat
    : `${flat
        .slice(0, longest - 1)
        .trimEnd()
        .toWellFormed()}…`;
}
