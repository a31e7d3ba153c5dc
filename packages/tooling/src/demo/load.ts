import { get } from 'node:http';

/** One request of the steady load. */
interface Sample {
  /** Milliseconds, as Date.now(). */
  at: number;
  /** HTTP status, or the error's code. */
  answer: string;
}

export interface LoadSummary {
  requests: number;
  failed: number;
  /** Milliseconds from the first to the last failed request. */
  span: number;
  /** How often each answer was given, e.g. `200 × 412, 500 × 31`. */
  answers: string;
}

export interface Load {
  /** What was seen since an earlier moment (Date.now()). */
  since(moment: number): LoadSummary;
  stop(): void;
}

/** A steady load from outside: a request every `interval` milliseconds, each on a new connection. */
export function startLoad(url: string, interval = 50): Load {
  const samples: Sample[] = [];
  const timer = setInterval(() => {
    const at = Date.now();
    const done = (answer: string) => samples.push({ at, answer });
    const request = get(url, { agent: false, timeout: 5000 }, (response) => {
      response.resume().on('end', () => done(String(response.statusCode)));
      response.on('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
    });
    request.on('timeout', () => request.destroy(Object.assign(new Error('timeout'), { code: 'TIMEOUT' })));
    request.on('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
  }, interval);
  return {
    since: (moment) => summarise(samples.filter((sample) => sample.at >= moment)),
    stop: () => clearInterval(timer),
  };
}

function summarise(samples: readonly Sample[]): LoadSummary {
  const failed = samples.filter((sample) => sample.answer !== '200');
  const counts = new Map<string, number>();
  for (const { answer } of samples) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  const times = failed.map((sample) => sample.at);
  return {
    requests: samples.length,
    failed: failed.length,
    span: failed.length === 0 ? 0 : Math.max(...times) - Math.min(...times),
    answers: [...counts].map(([answer, count]) => `${answer} × ${count}`).join(', ') || 'none',
  };
}
