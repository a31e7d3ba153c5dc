import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface ServerCertificate {
  ca: string;
  cert: string;
  key: string;
}

/** A certificate authority of its own, and a certificate by it for the given names (`DNS:…`, `IP:…`), for so many days. */
export function certificateFor(names: string, days = 2): ServerCertificate {
  const folder = mkdtempSync(join(tmpdir(), 'probe-tls-'));
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  try {
    openssl(
      'req',
      '-x509',
      ...newKey,
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
      '-days',
      '2',
      '-subj',
      '/CN=test',
    );
    openssl('req', ...newKey, '-keyout', 'key.pem', '-out', 'request.pem', '-subj', '/CN=server');
    writeFileSync(join(folder, 'names'), `subjectAltName=${names}\n`);
    const signing = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'names'];
    const time = ['-days', String(days)];
    openssl('x509', '-req', '-in', 'request.pem', ...signing, ...time, '-out', 'cert.pem');
    const read = (file: string) => readFileSync(join(folder, file), 'utf8');
    return { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
