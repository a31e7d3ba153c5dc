import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type SelfSigned, selfSigned } from '../self-signed.ts';
import type { Reply } from './call.ts';

/** The provider's public pages behind TLS, where an API server asks for them. */
export interface OidcListener {
  url: string;
  certificate: SelfSigned;
  /** Answers from now on; nothing is answered before. */
  serve(answer: (url: URL) => Reply): void;
  close(): void;
}

export async function listenSecurely(): Promise<OidcListener> {
  const certificate = selfSigned('IP:127.0.0.1');
  const server = createServer({ ...certificate });
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(0, '127.0.0.1', () => resolve()),
  );
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    certificate,
    serve: (answer) => {
      server.on('request', (request, response) => {
        const { status, body } = answer(new URL(request.url ?? '/', url));
        response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
        response.end(JSON.stringify(body));
      });
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
