import type { RunRecord } from '../runner/run-record.ts';
import type { Admin, RunFilter } from './admin.ts';

type Remote = {
  readonly [K in keyof Admin]: (...args: Parameters<Admin[K]>) => Promise<Awaited<ReturnType<Admin[K]>>>;
};

export interface AdminClient extends Omit<Remote, 'pollRun'> {
  /** The newest matching run, when all matching ones have ended. Rejects after `timeoutSeconds` (600), with what runs there were. */
  waitForRun(repository: string, filter?: RunFilter, timeoutSeconds?: number): Promise<RunRecord>;
  /** Lines of a run's log as they come, until it ends. */
  followLog(id: number): AsyncGenerator<string>;
}

const methods = [
  'createRepository',
  'createUser',
  'createTeam',
  'addEnvironment',
  'setBranchRule',
  'protectBranches',
  'setSecret',
  'setVariable',
  'runs',
  'runLog',
  'killRun',
  'killJob',
  'killRunWhen',
  'rerun',
  'identityOf',
  'violations',
  'requests',
  'resetRequests',
  'dump',
] as const satisfies readonly Exclude<keyof Admin, 'pollRun'>[];

/** A client for the stand-in's admin address, which is in its standin.json. */
export function adminClient(adminUrl: string): AdminClient {
  const remote =
    (method: keyof Admin) =>
    (...args: unknown[]) =>
      call(adminUrl, method, args);
  const simple = Object.fromEntries(methods.map((method) => [method, remote(method)])) as unknown as Omit<
    Remote,
    'pollRun'
  >;
  return {
    ...simple,
    waitForRun: (repository, filter = {}, timeoutSeconds = 600) =>
      waitForRun(adminUrl, repository, filter, timeoutSeconds),
    followLog: (id) => followLog(adminUrl, id),
  };
}

async function waitForRun(
  adminUrl: string,
  repository: string,
  filter: RunFilter,
  timeoutSeconds: number,
): Promise<RunRecord> {
  const deadline = Date.now() + timeoutSeconds * 1000;
  for (;;) {
    const left = (deadline - Date.now()) / 1000;
    if (left <= 0) break;
    const run = await call(adminUrl, 'pollRun', [repository, filter, Math.min(left, 20)]);
    if (run) return run as RunRecord;
  }
  const runs = (await call(adminUrl, 'runs', [repository])) as RunRecord[];
  const shown = runs.map(
    (run) =>
      `${run.id} ${run.workflow} ${run.event} ${run.ref} ${run.sha.slice(0, 7)}: ${run.status} (${run.logPath})`,
  );
  throw new Error(
    `No run of ${repository} with ${JSON.stringify(filter)} ended within ${timeoutSeconds} s. Its runs:\n${shown.join('\n') || 'none'}`,
  );
}

async function* followLog(adminUrl: string, id: number): AsyncGenerator<string> {
  let rest = '';
  for (let from = 0; ; ) {
    const part = (await call(adminUrl, 'runLog', [id, from, 20])) as Awaited<ReturnType<Admin['runLog']>>;
    const lines = (rest + part.text).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
    if (part.ended && part.text === '') return;
    from = part.next;
  }
}

async function call(adminUrl: string, method: keyof Admin, args: readonly unknown[]): Promise<unknown> {
  const response = await fetch(adminUrl, { method: 'POST', body: JSON.stringify({ method, args }) });
  const { result, error } = (await response.json()) as { result?: unknown; error?: string };
  if (error !== undefined) throw new Error(`The stand-in refused ${method}: ${error}`);
  return result;
}
