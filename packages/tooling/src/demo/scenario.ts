import type { Change } from './app-repository.ts';
import { anyChanges, type Changes, exampleChanges } from './changes.ts';
import { liveAnswer } from './cluster-view.ts';
import { type Load, type LoadSummary, startLoad } from './load.ts';
import { followRun, jobOf, type Run } from './merge.ts';
import type { Stage } from './stage.ts';
import type { Story } from './story.ts';

const gracefulStop =
  'the app stops before its routes are gone; `lifecycle: { preStop: { sleep: { seconds: 3 } } }` and a server that ends what it began help';

type Observe = (what: string, ok: boolean, seen: string) => void;
type Answer = Awaited<ReturnType<typeof liveAnswer>>;

/** The whole demo after the stage is set: four merges, and what each of them must leave behind. */
export async function playScenario(stage: Stage, story: Story, isExample: boolean): Promise<boolean> {
  const read = stage.app.read;
  const changes: Changes = isExample ? await exampleChanges(read) : await anyChanges(read, stage.facts);
  const first = await story.chapter('the first merge goes to production', (observe) =>
    firstMerge(stage, story, observe),
  );
  if (!first) return false;
  const load = startLoad(addressOf(stage));
  try {
    const results = [
      await story.chapter('a feature is merged, under steady load', (observe) =>
        goodMerge(stage, story, changes.feature, load, observe, isExample),
      ),
      await story.chapter(
        'a bad commit is merged: its page answers 500, its readiness is green',
        async (observe) => {
          await badMerge(stage, story, 'bad-page', changes.bad, load, observe);
        },
      ),
      await story.chapter('a commit is merged whose container crashes', async (observe) =>
        observeFrozen(await badMerge(stage, story, 'crash', changes.crash, load, observe), observe),
      ),
    ];
    return results.every((ok) => ok);
  } finally {
    load.stop();
  }
}

async function firstMerge(stage: Stage, story: Story, observe: Observe): Promise<void> {
  const run = await followRun(stage, await stage.app.pushFirst(), story);
  observe('the run is green', run.conclusion === 'success', describeRun(run));
  if (stage.url === undefined) await stage.setUrl(`http://${await stage.view.address()}`);
  await observeLive(stage, run, observe);
}

async function goodMerge(
  stage: Stage,
  story: Story,
  change: Change,
  load: Load,
  observe: Observe,
  isExample: boolean,
): Promise<void> {
  const before = await liveAnswer(addressOf(stage));
  const start = Date.now();
  const run = await followRun(stage, await stage.app.merge('feature', change), story);
  observe('the run is green', run.conclusion === 'success', describeRun(run));
  await observeLive(stage, run, observe);
  const seen = load.since(start);
  const unharmed = seen.requests > 0 && seen.failed === 0;
  // Whether an app lets its routes go before it stops is the app's own doing; of our example it is demanded.
  if (isExample || unharmed) observe('no request failed during the rollout', unharmed, describeLoad(seen));
  else story.say(`! ${describeLoad(seen)}: ${gracefulStop}`);
  if (isExample) {
    const after = await liveAnswer(addressOf(stage));
    observe('users see the new page', after.text !== before.text, `"${before.text}" became "${after.text}"`);
  }
}

async function observeLive(stage: Stage, run: Run, observe: Observe): Promise<void> {
  const tag = jobOf(run, 'version')?.outputs['tag'] ?? '';
  const digest =
    /@(sha256:[0-9a-f]{64})/.exec(jobOf(run, 'build')?.outputs['images'] ?? '')?.[1] ?? 'no digest';
  observe('the merge has a version', tag !== '', tag || 'no tag');
  const running = await stage.view.runningDigests();
  observe(
    'the pods run the digest that was built',
    running.includes(digest),
    `${digest.slice(0, 19)}… of ${running.length} running`,
  );
  const release = (await stage.admin.dump(stage.repository)).releases.find((one) => one.tagName === tag);
  observe(
    'the GitHub Release is published',
    release?.draft === false,
    release === undefined ? 'none' : release.tagName,
  );
  const status = await lastStatus(stage, run.sha);
  observe(
    'the GitHub Deployment says success',
    status?.state === 'success',
    status?.description ?? 'no status',
  );
  const answer = await liveAnswer(addressOf(stage));
  observe('the app answers', answer.status === 200, describeAnswer(answer));
}

async function badMerge(
  stage: Stage,
  story: Story,
  branch: string,
  change: Change,
  load: Load,
  observe: Observe,
): Promise<Run> {
  const before = { answer: await liveAnswer(addressOf(stage)), intent: await stage.view.intent() };
  const start = Date.now();
  const run = await followRun(stage, await stage.app.merge(branch, change), story);
  const deploy = jobOf(run, 'deploy')?.outputs ?? {};
  const outcome = deploy['smoke-outcome'] || deploy['deploy-outcome'] || 'none';
  const reason = deploy['smoke-outcome'] ? deploy['smoke-reason'] : deploy['deploy-reason'];
  observe('the run is red, and says why', run.conclusion === 'failure', describeRun(run));
  observe('it was rolled back by itself', outcome === 'rolled-back', `${outcome}: ${reason ?? 'no reason'}`);
  const after = { answer: await liveAnswer(addressOf(stage)), intent: await stage.view.intent() };
  observe(
    'users get the old page again',
    sameAnswer(before.answer, after.answer),
    describeAnswer(after.answer),
  );
  observe(
    'workloads and configuration are as before',
    before.intent === after.intent,
    `${after.intent.length} characters compared`,
  );
  const status = await lastStatus(stage, run.sha);
  observe(
    'the GitHub Deployment says failure, with the reason',
    status?.state === 'failure',
    status?.description ?? 'no status',
  );
  const issue = (await stage.admin.dump(stage.repository)).issues.find((one) => one.state === 'open');
  observe(
    'one issue asks a person to look',
    issue !== undefined,
    issue === undefined ? 'none' : `#${issue.number} ${issue.title}`,
  );
  story.say(`  under load: ${describeLoad(load.since(start))}`);
  return run;
}

function observeFrozen(run: Run, observe: Observe): void {
  const seen = /\S+ is frozen until \S+/.exec(jobOf(run, 'deploy')?.summary ?? '')?.[0];
  observe(
    'after two in a row, merges stop until someone looks',
    seen !== undefined,
    seen ?? 'nothing is frozen',
  );
}

async function lastStatus(stage: Stage, sha: string) {
  const { deployments } = await stage.admin.dump(stage.repository);
  return deployments.find((one) => one.sha === sha)?.statuses.at(-1);
}

function addressOf(stage: Stage): string {
  if (stage.url === undefined) throw new Error('the address of the app is not known yet');
  return `${stage.url}/`;
}

function sameAnswer(a: Answer, b: Answer): boolean {
  return a.status === b.status && a.text === b.text;
}

function describeRun(run: Run): string {
  return `run ${run.number}: ${run.conclusion ?? run.status}${run.message === '' ? '' : `, ${run.message}`}`;
}

function describeAnswer(answer: Answer): string {
  return `${answer.status} "${answer.text}"`;
}

function describeLoad(seen: LoadSummary): string {
  const span = seen.failed === 0 ? '' : `, over ${(seen.span / 1000).toFixed(1)} s`;
  return `${seen.requests} requests, ${seen.failed} failed (${seen.answers})${span}`;
}
