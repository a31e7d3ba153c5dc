import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Exec } from '@workaday/core';
import { nodeExec } from '@workaday/core/node';
import { describe, expect, test } from 'vitest';
import { connect } from '../../src/transport/connect.ts';
import { execCredential } from '../../src/transport/credential/exec.ts';
import type { ExecPlugin, ServerAccess } from '../../src/transport/kubeconfig/access.ts';
import { folder, handClock, partsOf, start } from './credential-world.ts';
import { answer, http2Server, kubeconfigOf } from './http2-server.ts';

const server: ServerAccess = {
  url: new URL('https://k8s.example.org'),
  ca: 'PEM',
  serverName: 'api',
  insecure: false,
  proxy: undefined,
  execConfig: { region: 'eu' },
};
const version = 'client.authentication.k8s.io/v1';
const plugin: ExecPlugin = {
  apiVersion: version,
  command: 'login',
  args: ['--cluster', 'prod'],
  env: { PROFILE: 'prod' },
  installHint: undefined,
  provideClusterInfo: false,
  interactiveMode: undefined,
};
const credentialOf = (status: object) =>
  JSON.stringify({ apiVersion: version, kind: 'ExecCredential', status });

/** A plugin that answers one text after the other. */
function answering(...texts: string[]) {
  const runs: { program: string; args: readonly string[]; env: Record<string, string> }[] = [];
  const exec: Exec = async (program, args, options) => {
    runs.push({ program, args, env: { ...options?.env } });
    return { exitCode: 0, stdout: texts[Math.min(runs.length, texts.length) - 1] ?? '', stderr: '' };
  };
  return { exec, runs };
}

describe('a plugin', () => {
  test('is told what it needs, and of the cluster only when it asks for it', async () => {
    const { exec, runs } = answering(credentialOf({ token: 't' }));
    const ports = { exec, clock: handClock(), env: { PATH: '/bin', PROFILE: 'default', UNSET: undefined } };
    await execCredential(plugin, server, ports).current();
    await execCredential({ ...plugin, provideClusterInfo: true }, server, ports).current();
    expect(runs[0]).toMatchObject({
      program: 'login',
      args: plugin.args,
      env: { PATH: '/bin', PROFILE: 'prod' },
    });
    const told = runs.map(({ env }) => JSON.parse(env['KUBERNETES_EXEC_INFO'] ?? ''));
    expect(told[0]).toEqual({ kind: 'ExecCredential', apiVersion: version, spec: { interactive: false } });
    expect(told[1].spec.cluster).toEqual({
      server: 'https://k8s.example.org',
      'tls-server-name': 'api',
      'certificate-authority-data': Buffer.from('PEM').toString('base64'),
      config: { region: 'eu' },
    });
  });

  test('runs once for many requests, again shortly before its credential ends, and after a refusal', async () => {
    const ends = (seconds: number) => new Date(start + seconds * 1000).toISOString();
    const { exec, runs } = answering(
      credentialOf({ token: 'first', expirationTimestamp: ends(600) }),
      credentialOf({ token: 'second', expirationTimestamp: ends(1200) }),
      credentialOf({ token: 'third' }),
    );
    const clock = handClock();
    const credential = execCredential(plugin, server, { exec, clock, env: {} });
    const both = await Promise.all([credential.current(), credential.current()]);
    clock.at(565);
    expect([...both, await credential.current()].map(({ authorization }) => authorization)).toEqual(
      Array(3).fill('Bearer first'),
    );
    clock.at(575);
    const second = await credential.current();
    expect(second.authorization).toBe('Bearer second');
    expect(await credential.renew(second)).toBe(true);
    const third = await credential.current();
    expect(third.authorization).toBe('Bearer third');
    // Another request was refused with what is no longer in use.
    await credential.renew(second);
    clock.at(1e9);
    expect(await credential.current()).toBe(third);
    expect(runs).toHaveLength(3);
  });

  test('may give a client certificate', async () => {
    const { exec } = answering(credentialOf({ clientCertificateData: 'C', clientKeyData: 'K' }));
    const credential = execCredential(plugin, server, { exec, clock: handClock(), env: {} });
    expect(await credential.current()).toEqual({
      authorization: undefined,
      certificate: { cert: 'C', key: 'K' },
    });
  });

  test.each<[string, string, RegExp]>([
    ['no JSON', 'logged in!', /no JSON/],
    [
      'another version',
      JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1beta1' }),
      /v1beta1.*kubeconfig says.*\/v1"/,
    ],
    ['no credential', credentialOf({ clientKeyData: 'K' }), /neither a token nor a client certificate/],
  ])('that answers %s is named', async (_, text, expected) => {
    const { exec } = answering(text);
    const parts = await partsOf(
      execCredential(plugin, server, { exec, clock: handClock(), env: {} }).current(),
    );
    expect(parts).toMatchObject({ reason: 'unauthorized', what: expect.stringMatching(expected) });
    expect(parts.what).toContain('plugin login');
  });

  test('that fails shows the end of what it said, without its secrets', async () => {
    const path = join(folder(), 'login');
    const lines = [
      'old '.repeat(3),
      ...Array.from({ length: 9 }, (_, index) => `line ${index}`),
      'token=hunter22 expired',
    ];
    writeFileSync(path, `#!/bin/sh\ncat >&2 <<END\n${lines.join('\n')}\nEND\nexit 3\n`);
    chmodSync(path, 0o700);
    const ports = { exec: nodeExec, clock: handClock(), env: { PATH: process.env['PATH'] } };
    const parts = await partsOf(execCredential({ ...plugin, command: path }, server, ports).current());
    expect(parts.what).toContain('exit code 3');
    expect(parts.evidence?.split('\n')).toEqual([...lines.slice(1, -1), 'token=*** expired']);
  });

  test('that is not there is named, with what its kubeconfig says about it', async () => {
    const ports = { exec: nodeExec, clock: handClock(), env: { PATH: '/nonexistent' } };
    const missing = { ...plugin, command: 'gke-gcloud-auth-plugin' };
    const parts = await partsOf(
      execCredential({ ...missing, installHint: 'Install it so.' }, server, ports).current(),
    );
    expect([parts.reason, parts.next]).toEqual(['unauthorized', 'Install it so.']);
    expect(parts.what).toContain('gke-gcloud-auth-plugin');
    const { next } = await partsOf(execCredential(missing, server, ports).current());
    expect(next).toContain('Install gke-gcloud-auth-plugin on the runner');
  });

  test('that wants to ask a person is not started', async () => {
    const { exec, runs } = answering('');
    const asking = { ...plugin, interactiveMode: 'Always' };
    const parts = await partsOf(
      execCredential(asking, server, { exec, clock: handClock(), env: {} }).current(),
    );
    expect(parts.what).toContain('interactiveMode: Always');
    expect(runs).toEqual([]);
  });

  test('whose token is refused runs once more, and then it is said who refused whom', async () => {
    const path = join(folder(), 'count');
    const script = `const fs=require('fs');fs.appendFileSync('${path}','x');console.log(JSON.stringify({apiVersion:'${version}',status:{token:'t'+fs.readFileSync('${path}').length}}))`;
    const exec = { apiVersion: version, command: process.execPath, args: ['-e', script] };
    const seen: string[] = [];
    let accepted = 'Bearer t2';
    const { url, server: api } = await http2Server(() => undefined);
    api.removeAllListeners('stream');
    api.on('stream', (stream, headers) => {
      seen.push(String(headers['authorization']));
      answer(
        stream,
        { kind: 'Status', message: 'Unauthorized' },
        headers['authorization'] === accepted ? 200 : 401,
      );
    });
    const options = { clock: handClock(), env: process.env };
    const cluster = await connect(kubeconfigOf(url, {}, { exec }), options);
    cluster.close();
    expect(seen).toEqual(['Bearer t1', 'Bearer t2']);
    accepted = 'nobody';
    const parts = await partsOf(connect(kubeconfigOf(url, {}, { exec }), options));
    expect(parts.what).toMatch(
      /does not accept the credential that the plugin .* gave \(HTTP 401: Unauthorized\)/,
    );
    expect(readFileSync(path, 'utf8')).toHaveLength(4);
  });
});
