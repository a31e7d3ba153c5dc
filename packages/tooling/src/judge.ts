// npm run judge -- FILE: gives the verdict on a smoke test's evidence again, round by round.
import { readFile } from 'node:fs/promises';
import { formatDuration } from '@workaday/core';
import { parseEvidence, replay } from '@workaday/probe';
import { runCommand } from './command.ts';

await runCommand(async () => {
  const [file, ...more] = process.argv.slice(2);
  if (file === undefined || more.length > 0) {
    throw new Error('usage: npm run judge -- FILE, the evidence-file of a smoke test');
  }
  const { rounds, judgement } = replay(parseEvidence(await readFile(file, 'utf8')));
  for (const { round, state, judgement: then } of rounds) {
    console.log(`round ${round.number} after ${formatDuration(round.at)}: ${state}; ${then.message}`);
  }
  console.log(`${judgement.verdict} (${judgement.reason}): ${judgement.message}`);
});
