import { recordId } from './record-job.ts';
import type { Annotation, JobRecord } from './run-record.ts';

/** One line of `act --json`, as far as it is read here. */
export interface ActLine {
  readonly job?: string;
  readonly jobID?: string;
  readonly jobResult?: string;
  readonly msg?: string;
  readonly raw_output?: boolean;
  readonly command?: string;
  readonly arg?: string;
  readonly content?: string;
  readonly kvPairs?: Readonly<Record<string, string>>;
  readonly step?: string;
  readonly stage?: string;
  readonly stepResult?: string;
  readonly executionTime?: number;
  readonly level?: string;
}

export function parseActLine(text: string): ActLine {
  if (!text.startsWith('{')) return { msg: text };
  try {
    return JSON.parse(text) as ActLine;
  } catch {
    return { msg: text };
  }
}

/** The job a line belongs to: act writes `workflow/…/name`, with `-1` behind for one of a matrix, and pads with spaces. */
export function jobOfLine(line: ActLine, jobs: readonly JobRecord[]): JobRecord | undefined {
  const name = line.job?.trimEnd() ?? '';
  const fits = (job: JobRecord) =>
    name.endsWith(`/${job.name}`) || name.replace(/-\d+$/, '').endsWith(`/${job.name}`);
  return jobs.filter(fits).toSorted((a, b) => b.name.length - a.name.length)[0];
}

/** What a line says about its job; changes the record in place. Returns true when the job has just ended. */
export function readLine(line: ActLine, job: JobRecord): boolean {
  if (job.status === 'queued' && line.step !== undefined) job.status = 'in_progress';
  if (line.command === 'summary') job.summary += `${line.content ?? ''}`;
  const annotation = annotationOf(line);
  if (annotation) job.annotations.push(annotation);
  if (line.stepResult !== undefined && line.stage !== undefined) {
    const milliseconds = Math.round((line.executionTime ?? 0) / 1e6);
    job.steps.push({
      name: firstLine(line.step ?? ''),
      stage: line.stage,
      conclusion: line.stepResult,
      milliseconds,
    });
  }
  if (line.jobResult === undefined) return false;
  job.status = 'completed';
  job.conclusion = line.jobResult as 'success' | 'failure';
  return true;
}

/** What a person reads of a line; undefined for act's own talk. */
export function readable(line: ActLine, job: JobRecord | undefined): string | undefined {
  if (line.jobID === recordId || line.msg === undefined) return undefined;
  if (/^(LocalRepositoryCache |Couldn't get a valid docker connection|Cleaning up container)/.test(line.msg))
    return undefined;
  if (['summary', 'add-mask', 'set-output'].includes(line.command ?? '')) return undefined;
  const text = line.raw_output ? line.msg.replace(/\n$/, '') : firstLine(line.msg.trim());
  return job === undefined ? text : `${job.name} | ${text}`;
}

function annotationOf(line: ActLine): Annotation | undefined {
  const { command } = line;
  if (command !== 'error' && command !== 'warning' && command !== 'notice') return undefined;
  const { title, file, line: at } = line.kvPairs ?? {};
  const place = { ...(title && { title }), ...(file && { file }), ...(at && { line: at }) };
  return { level: command, message: line.arg ?? '', ...place };
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
