import { describe, expect, it } from 'vitest';
import { defineContract } from '../src/contract.ts';
import { Failure } from '../src/failure.ts';
import * as input from '../src/inputs.ts';
import type { Runner } from '../src/ports.ts';
import type { Annotation, Report } from '../src/report.ts';
import { runAction } from '../src/run-action.ts';

const contract = defineContract({
  name: 'sample',
  title: 'Sample',
  description: 'A sample.',
  branding: { icon: 'box', color: 'blue' },
  inputs: {
    app: input.text({ description: 'Name.', required: true }),
    token: input.secret({ description: 'Token.' }),
  },
  outputs: { tag: 'The tag.', notes: 'The notes.' },
  outcomes: {
    done: { description: 'Done.', ok: true },
    refused: { description: 'Refused.', ok: false },
  },
  reasons: { locked: 'Someone has the lock.' },
});

/** A runner that remembers, in order, what it was told. */
function memoryRunner(env: Record<string, string>) {
  const told: string[] = [];
  const outputs: Record<string, string> = {};
  const annotations: Annotation[] = [];
  const end = { exitCode: -1, summary: '' };
  const runner: Runner = {
    env,
    log: {
      line: (text) => told.push(`log ${text}`),
      group: (_, work) => work(),
    },
    mask: (value) => told.push(`mask ${value}`),
    setOutput: (name, value) => {
      outputs[name] = value;
    },
    addSummary: async (markdown) => {
      end.summary += markdown;
    },
    annotate: (annotation) => annotations.push(annotation),
    setExitCode: (code) => {
      end.exitCode = code;
    },
  };
  return { runner, told, outputs, annotations, end };
}

const good: Report<typeof contract> = {
  outcome: 'done',
  reason: 'ok',
  message: 'It is done.',
  outputs: { tag: 'v1' },
  summary: '### Done',
};

describe('runAction', () => {
  it('ends green with every output set', async () => {
    const { runner, outputs, end, annotations, told } = memoryRunner({ INPUT_APP: 'shop' });
    await runAction(contract, runner, async (inputs) => ({ ...good, outputs: { tag: inputs.app } }));
    expect(outputs).toEqual({ tag: 'shop', notes: '', outcome: 'done', reason: 'ok' });
    expect(end).toEqual({ exitCode: 0, summary: '### Done' });
    expect(annotations).toEqual([]);
    expect(told).toEqual(['log sample: done (ok): It is done.']);
  });

  it('masks secrets before anything else', async () => {
    const { runner, told } = memoryRunner({ INPUT_APP: 'shop', INPUT_TOKEN: 'hush-hush' });
    await runAction(contract, runner, async () => {
      runner.log.line('working');
      return good;
    });
    expect(told[0]).toBe('mask hush-hush');
  });

  it('does not start with inputs that are wrong', async () => {
    const { runner, outputs, end, annotations } = memoryRunner({ 'INPUT_DRY-RUN': 'perhaps' });
    await runAction(contract, runner, () => {
      throw new Error('it was started');
    });
    expect(outputs).toEqual({ tag: '', notes: '', outcome: 'failed', reason: 'bad-input' });
    expect(end.exitCode).toBe(1);
    expect(annotations[0]?.message).toContain('input app is empty');
    expect(annotations[0]?.message).toContain('input dry-run is "perhaps"');
    expect(end.summary).toContain('bad-input');
  });

  it('reports a failure with its outcome, its place and what is true already', async () => {
    const { runner, outputs, end, annotations, told } = memoryRunner({ INPUT_APP: 'shop' });
    const failure = new Failure({
      reason: 'locked',
      what: '@octocat holds the lock',
      why: 'A <b>deploy</b> runs.',
      next: 'Wait.',
      outcome: 'refused',
      outputs: { tag: 'v1' },
      evidence: 'line 1\n```\nline 3',
      problems: [{ what: 'this line', place: { file: 'a.yml', line: 3, column: 5 } }],
    });
    await runAction(contract, runner, () => Promise.reject(failure));
    expect(outputs).toEqual({ tag: 'v1', notes: '', outcome: 'refused', reason: 'locked' });
    expect(end.exitCode).toBe(1);
    expect(annotations.map(({ title, message, place }) => ({ title, message, place }))).toEqual([
      {
        title: 'Sample: locked',
        message: '@octocat holds the lock\nA <b>deploy</b> runs.\nWait.',
        place: undefined,
      },
      { title: 'Sample: locked', message: 'this line', place: { file: 'a.yml', line: 3, column: 5 } },
    ]);
    expect(end.summary).toContain('@<!-- -->octocat holds the lock');
    expect(end.summary).toContain('A &lt;b&gt;deploy&lt;/b&gt; runs.');
    expect(end.summary).toContain('(a.yml:3:5)');
    expect(end.summary).toContain('````text\nline 1\n```\nline 3\n````');
    expect(told.join('\n')).not.toMatch(/\n\s+at /);
  });

  it('reports a bug as one: stack in the log, not in the annotation', async () => {
    const { runner, outputs, annotations, told, end } = memoryRunner({ INPUT_APP: 'shop' });
    await runAction(contract, runner, () => Promise.reject(new TypeError('x is not a function')));
    expect(outputs).toMatchObject({ outcome: 'failed', reason: 'internal-error' });
    expect(end.exitCode).toBe(1);
    expect(annotations[0]?.message).toContain('Workaday itself failed: x is not a function');
    expect(annotations[0]?.message).not.toMatch(/\n\s+at /);
    expect(told[0]).toMatch(/^log TypeError: x is not a function\n\s+at /);
  });

  it.each([['a text'], [undefined], [{ code: 1 }]])('survives that %j is thrown', async (thrown) => {
    const { runner, outputs, end } = memoryRunner({ INPUT_APP: 'shop' });
    await runAction(contract, runner, () => Promise.reject(thrown));
    expect(outputs).toMatchObject({ outcome: 'failed', reason: 'internal-error' });
    expect(end.exitCode).toBe(1);
  });

  it('ends red for an outcome or reason outside the contract', async () => {
    const { runner, end } = memoryRunner({ INPUT_APP: 'shop' });
    const unknown = { ...good, outcome: 'dnoe' } as unknown as typeof good;
    await runAction(contract, runner, async () => unknown);
    expect(end.exitCode).toBe(1);
  });
});
