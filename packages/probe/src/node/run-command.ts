import { spawn } from 'node:child_process';
import type { RunCommand } from '../command.ts';

/** How much of what it says last is kept. */
const kept = 2000;

/** Runs commands in a folder, with PATH, HOME and what is given as their whole environment, and no shell. */
export function commandRunner(folder: string, env: NodeJS.ProcessEnv): RunCommand {
  return ({ argv, timeout, env: given }) => {
    const [program = '', ...args] = argv;
    const begun = performance.now();
    const own = Object.fromEntries(
      ['PATH', 'HOME'].flatMap((name) => (env[name] ? [[name, env[name]]] : [])),
    );
    return new Promise((done) => {
      let said = '';
      let isLate = false;
      const child = spawn(program, args, {
        cwd: folder,
        env: { ...own, ...given },
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      });
      const end = () => {
        isLate = true;
        // Its children would keep the pipes open.
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      };
      const timer = setTimeout(end, timeout);
      const keep = (chunk: Buffer) => {
        said = (said + chunk.toString()).slice(-kept);
      };
      child.stdout.on('data', keep);
      child.stderr.on('data', keep);
      child.once('error', (error) => {
        clearTimeout(timer);
        done({ kind: 'not-started', why: `${program} could not be started: ${error.message}` });
      });
      child.once('close', (code) => {
        clearTimeout(timer);
        const ms = performance.now() - begun;
        const last = said.trimEnd().split('\n').slice(-3).join(' ');
        done(isLate ? { kind: 'late', said: last, ms } : { kind: 'exited', code: code ?? 1, said: last, ms });
      });
    });
  };
}
