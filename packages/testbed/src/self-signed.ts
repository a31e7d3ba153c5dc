import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate that is its own authority, and its key (PEM). */
export interface SelfSigned {
  cert: string;
  key: string;
}

/** @param names what it is for, e.g. `DNS:localhost`, `IP:127.0.0.1` */
export function selfSigned(...names: string[]): SelfSigned {
  const dir = mkdtempSync(join(tmpdir(), 'workaday-tls-'));
  try {
    const [key, cert] = [join(dir, 'key'), join(dir, 'cert')];
    const options = [
      ...['req', '-x509', '-nodes', '-days', '30', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
      ...['-keyout', key, '-out', cert, '-subj', '/CN=test', '-addext', `subjectAltName=${names.join(',')}`],
    ];
    execFileSync('openssl', options, { stdio: 'pipe' });
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  } finally {
    rmSync(dir, { recursive: true });
  }
}
