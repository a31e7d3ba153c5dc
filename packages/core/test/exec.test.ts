import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { nodeExec } from '../src/node/exec.ts';
import { isAlive, startScript } from './support/script.ts';

const run = (script: string, options = {}) => nodeExec(process.execPath, ['-e', script], options);

describe('nodeExec', () => {
  it('keeps characters whole whose bytes arrive in two chunks, in lines too', async () => {
    const script =
      "const b = Buffer.from('é'); process.stdout.write(b.subarray(0, 1), () => setTimeout(() => process.stdout.write(b.subarray(1)), 50))";
    const lines: string[] = [];
    expect((await run(script, { onLine: (line: string) => lines.push(line) })).stdout).toBe('é');
    expect(lines).toEqual(['é']);
  });

  it('answers the exit code and both streams', async () => {
    const result = await run("console.log('out'); console.error('err'); process.exit(3)");
    expect(result).toEqual({ exitCode: 3, stdout: 'out\n', stderr: 'err\n' });
  });

  it('hands over each line of both streams, the last one without an end too', async () => {
    const lines: string[] = [];
    await run("process.stdout.write('a\\n\\nb\\r\\nlast'); process.stderr.write('e\\n')", {
      onLine: (line: string) => lines.push(line),
    });
    expect(lines.filter((line) => line !== 'e')).toEqual(['a', '', 'b', 'last']);
    expect(lines).toContain('e');
  });

  it('takes a program that a signal killed for one that failed', async () => {
    expect((await run("process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000)")).exitCode).toBe(1);
  });

  it('ends a program, and what it started, that takes longer than it may', async () => {
    const script = "require('node:child_process').spawn('sleep', ['600'], { stdio: 'inherit' })";
    expect((await run(script, { timeout: 100 })).exitCode).toBe(1);
  });

  it('hands over input, also to a program that does not read it', async () => {
    expect((await run('process.stdin.pipe(process.stdout)', { input: 'a,b\n' })).stdout).toBe('a,b\n');
    expect((await run('process.exit(0)', { input: 'x'.repeat(1_000_000) })).exitCode).toBe(0);
  });

  it('gives a program the environment that is named, and no shell', async () => {
    const { stdout } = await run('console.log(process.env.A, process.env.HOME, process.argv[1])', {
      env: { A: '$(id)' },
    });
    expect(stdout).toBe('$(id) undefined undefined\n');
  });

  it('names a program that is not there', async () => {
    await expect(nodeExec('no-such-program', [])).rejects.toMatchObject({
      parts: { reason: 'missing-tool', what: 'no-such-program could not be started' },
    });
    await expect(run('', { cwd: '/no/such/folder' })).rejects.toMatchObject({
      parts: { why: 'The folder /no/such/folder does not exist.' },
    });
  });
});

describe.each(['SIGINT', 'SIGTERM'] as const)('a process that gets %s', (signal) => {
  it.each([
    ['ends what it runs, with what that has started', ''],
    ['kills what does not listen', "for (const s of ['SIGINT', 'SIGTERM']) process.on(s, () => {});"],
  ])('%s', async (_, deaf) => {
    const folder = mkdtempSync(join(tmpdir(), 'workaday-exec-test-'));
    try {
      const pids = join(folder, 'pids');
      const grandchild = `${deaf} require('fs').appendFileSync(${JSON.stringify(pids)}, process.pid + '\\n'); setInterval(() => {}, 1000);`;
      const child = `${deaf} const c = require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(grandchild)}], { stdio: 'inherit' });
        require('fs').appendFileSync(${JSON.stringify(pids)}, process.pid + '\\n'); console.log('up'); setInterval(() => {}, 1000);`;
      writeFileSync(join(folder, 'child.cjs'), child);
      writeFileSync(pids, '');
      const script = await startScript(
        `const { nodeExec } = await import(MODULE('exec.ts'));
         const answer = await nodeExec(process.execPath, [${JSON.stringify(join(folder, 'child.cjs'))}], {
           onLine: () => { const wait = setInterval(() => {
             if (readFileSync(${JSON.stringify(pids)}, 'utf8').trim().split('\\n').length === 2) { clearInterval(wait); console.log('ready'); }
           }, 10); } });
         console.log('answered', answer.exitCode);`,
      );
      expect(await script.line()).toBe('ready');
      script.child.kill(signal);
      expect(await script.ended).toEqual({ code: null, signal, rest: '' });
      const all = readFileSync(pids, 'utf8').trim().split('\n').map(Number);
      await vi.waitFor(() => expect(all.filter(isAlive)).toEqual([]));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
