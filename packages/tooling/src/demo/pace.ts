import { nodeFiles } from '@workaday/core/node';

/** Rounds in a hurry: whoever watches a demo or a test should not wait as long as a production must. */
const hurry = 'smoke: { settle: 2s, interval: 1s, clean: 5, limit: 60s }';

/** The configuration of a folder with the demo's pace, unless it has one of its own. */
export async function hurriedConfig(source: string): Promise<Record<string, string>> {
  const own = (await nodeFiles(source).readText('workaday.yml')) ?? '';
  if (/^smoke:/m.test(own)) return {};
  return {
    'workaday.yml':
      `${own.trimEnd()}\n# The demo is in a hurry; without this line, rounds come every 5 seconds.\n${hurry}\n`.trimStart(),
  };
}

export const paceOfDemo = `the smoke test hurries (${hurry}); by default it settles for 30s and asks every 5s`;
