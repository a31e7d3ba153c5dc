/** What a runner sends to cancel a step: SIGINT, after 7.5 s SIGTERM, and 2.5 s later it kills. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const running = new Set<(signal: NodeJS.Signals) => Promise<void>>();
const leftovers = new Set<() => void>();
let listening = false;
let cancelled = false;

/** Whether this process was told to end: nothing new may begin, and nothing that ended may be taken for an answer. */
export function isCancelled(): boolean {
  return cancelled;
}

/** Ends what runs elsewhere before this process ends by a signal. @returns to be called when it has ended by itself */
export function endWhenCancelled(end: (signal: NodeJS.Signals) => Promise<void>): () => void {
  return listed(running, end);
}

/** Removes what may not stay when this process ends, in whatever way it can notice. @returns to be called when it is gone */
export function removeAtEnd(remove: () => void): () => void {
  return listed(leftovers, remove);
}

function listed<Work>(list: Set<Work>, work: Work): () => void {
  list.add(work);
  if (!listening) {
    listening = true;
    for (const signal of signals) process.on(signal, onSignal);
    process.on('exit', clean);
  }
  return () => list.delete(work);
}

/** A second signal hurries what the first one has asked to end. */
async function onSignal(signal: NodeJS.Signals): Promise<void> {
  cancelled = true;
  await Promise.all([...running].map((end) => end(signal)));
  clean();
  for (const each of signals) process.off(each, onSignal);
  process.kill(process.pid, signal);
}

function clean(): void {
  for (const remove of leftovers) remove();
}
