import type { Stage } from './stage.ts';
import type { Story } from './story.ts';

export type Run = Awaited<ReturnType<Stage['admin']['waitForRun']>>;

const jobLine = /^(?:ship \/ )?(version|build|staging|deploy|settle|record) \| (.+)$/;
/** The runner's own words, and the builder's step by step output: true, but not the story. */
const noise =
  /^(⭐|✅|🏁|❌|❗|❓|🚧|⚠|Checked out|Waiting for the concurrency|The concurrency group|exit status|::|##|\[\S+\] #\d)/u;

/** Follows the run of a commit to its end, telling its log as it comes. */
export async function followRun(stage: Stage, sha: string, story: Story): Promise<Run> {
  const { admin, repository } = stage;
  const run = await firstRun(stage, sha);
  for await (const line of admin.followLog(run.id)) {
    const told = jobLine.exec(line);
    if (told?.[2] !== undefined && !noise.test(told[2]))
      story.say(`   ${told[1]?.padEnd(8)}${told[2].slice(0, 200)}`);
  }
  return admin.waitForRun(repository, { sha });
}

async function firstRun(stage: Stage, sha: string): Promise<Run> {
  const runs = await stage.admin.runs(stage.repository);
  const found = runs.find((run) => run.sha === sha);
  if (found === undefined)
    throw new Error(`the push of ${sha.slice(0, 7)} started no run of ${stage.repository}`);
  return found;
}

/** A job of a run, by its key in ship.yml. */
export function jobOf(run: Run, id: string): Run['jobs'][number] | undefined {
  return run.jobs.find((job) => job.id === id || job.name.endsWith(`/ ${id}`));
}
