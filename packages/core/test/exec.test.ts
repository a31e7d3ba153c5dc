import { describe, expect, it } from 'vitest';
import { nodeExec } from '../src/node/exec.ts';

describe('nodeExec', () => {
  it('keeps characters whole whose bytes arrive in two chunks', async () => {
    const script =
      "const b = Buffer.from('é'); process.stdout.write(b.subarray(0, 1), () => setImmediate(() => process.stdout.write(b.subarray(1))))";
    expect((await nodeExec(process.execPath, ['-e', script])).stdout).toBe('é');
  });

  it('answers the exit code and both streams', async () => {
    const result = await nodeExec(process.execPath, [
      '-e',
      "console.log('out'); console.error('err'); process.exit(3)",
    ]);
    expect(result).toEqual({ exitCode: 3, stdout: 'out\n', stderr: 'err\n' });
  });

  it('names a program that is not there', async () => {
    await expect(nodeExec('no-such-program', [])).rejects.toMatchObject({
      parts: { reason: 'missing-tool' },
    });
  });
});
