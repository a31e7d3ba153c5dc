import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { givePlaceBack, takePlace } from '../../src/places.ts';
import { run } from '../../src/process/run.ts';
import { startContainerdStore } from '../../src/start-containerd-store.ts';
import { readState, stateFolder } from '../../src/state.ts';
import { startTestbed } from '../../src/testbed.ts';
import { fixtureObjects, kubectlOf } from './cluster-fixture.ts';
import { difference, machineSnapshot } from './machine-snapshot.ts';

// A given cluster is not of our making, and neither is what stays in it.
const built = test.skipIf(process.env.WORKADAY_KUBECONFIG);
const timeout = 1_800_000;
const silent = () => undefined;
const numberOf = (name: string) => Number(name.replace('workaday-', ''));

afterEach(() => {
  vi.unstubAllEnvs();
});

built(
  'nothing of a testbed stays after it was stopped, with pods and containers running',
  {
    timeout,
  },
  async () => {
    const before = await machineSnapshot();
    const testbed = await startTestbed({ write: silent });
    const kubectl = kubectlOf(testbed);
    const objects = fixtureObjects(testbed.registry.host).map((object) => JSON.stringify(object));
    await kubectl(['apply', '-f', '-'], objects.join('\n---\n'));
    await kubectl(['-n', 'app', 'rollout', 'status', 'deployment/web', '--timeout=120s']);
    const container = ['run', '--detach', 'node:24-slim', 'sleep', '3600'];
    const store = await startContainerdStore(testbed.docker.containerd.host, silent);
    for (const DOCKER_HOST of [testbed.docker.host, store]) {
      await run('docker', container, { env: { ...process.env, ...testbed.env, DOCKER_HOST } });
    }
    const number = numberOf(testbed.name);
    expect(difference(before, await machineSnapshot(), number)).not.toEqual([]);

    await testbed.stop();
    expect(difference(before, await machineSnapshot(), number)).toEqual([]);
  },
);

built('a testbed whose process was killed is removed by the next start', { timeout }, async () => {
  const before = await machineSnapshot();
  const entry = JSON.stringify(join(import.meta.dirname, '../../src/testbed.ts'));
  const script = `
    import { startTestbed } from ${entry};
    const { name } = await startTestbed({ github: false, write: () => {} });
    console.log(name);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [name] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  const number = numberOf(name.trim());
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(readState(stateFolder, number)?.parts.length).toBeGreaterThan(5);

  const own = await takePlace(silent);
  expect(own.number).toBe(number);
  await givePlaceBack(own.number, silent);
  expect(difference(before, await machineSnapshot(), number)).toEqual([]);
});

built('a part that cannot start is named with its log, and the rest is removed', { timeout }, async () => {
  const before = await machineSnapshot();
  const folder = mkdtempSync(join(tmpdir(), 'workaday-broken-'));
  writeFileSync(join(folder, 'dockerd'), '#!/bin/sh\necho no disk for images >&2\nexit 1\n');
  chmodSync(join(folder, 'dockerd'), 0o755);
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
  const written: string[] = [];
  const failure = await startTestbed({ write: (line) => written.push(line) }).then(silent, String);
  rmSync(folder, { recursive: true });

  const log = /Its log is (\/var\/log\/workaday\/([0-9]+)\/dockerd\.log)/.exec(failure ?? '');
  expect(failure).toMatch(/dockerd ended before it was ready\..*\n {2}no disk for images$/s);
  // Not the last line: the parts that start beside it may still say that they are ready.
  expect(written.join('\n')).toContain('could not start: removing what was started');
  const left = difference(before, await machineSnapshot(), Number(log?.[2]));
  expect(left.filter((line) => !line.includes('/var/log/workaday'))).toEqual([]);
  expect(left.join('\n')).toContain(log?.[1]);
  rmSync(join('/var/log/workaday', log?.[2] ?? 'none'), { recursive: true });
});
