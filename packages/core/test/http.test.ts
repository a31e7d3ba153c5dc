import { execFile } from 'node:child_process';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { nodeHttp } from '../src/node/index.ts';

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

async function serve(answer: RequestListener) {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => server.close().closeAllConnections());
  return { server, host: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe('nodeHttp', () => {
  const get = { method: 'GET', headers: {} };

  it('sends bytes as they are and answers bytes', async () => {
    const { host } = await serve((request, response) => void request.pipe(response));
    const body = new Uint8Array([0, 255, 128, 10]);
    const answer = await nodeHttp(`http://${host}/`, { method: 'PUT', headers: {}, body });
    expect([...answer.body]).toEqual([...body]);
  });

  it('keeps Authorization from another origin that it is sent to', async () => {
    const seen: unknown[] = [];
    const other = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.end('moved');
    });
    const { host } = await serve((request, response) => {
      if (request.url === '/own') return void response.end(request.headers.authorization);
      const location = request.url === '/away' ? `http://${other.host}/` : '/own';
      response.writeHead(307, { location }).end();
    });
    const ask = async (path: string) => {
      const headers = { authorization: 'Bearer canary' };
      return Buffer.from(
        (await nodeHttp(`http://${host}${path}`, { method: 'GET', headers })).body,
      ).toString();
    };
    expect(await ask('/away')).toBe('moved');
    expect(await ask('/stay')).toBe('Bearer canary');
    expect(seen).toEqual([undefined]);
  });

  it('goes nowhere with a body that only one host may have', async () => {
    const { host } = await serve((_, response) =>
      response.writeHead(307, { location: 'http://127.0.0.1:9/' }).end(),
    );
    const request = { method: 'POST', headers: {}, body: 'canary', follow: false };
    expect(await nodeHttp(`http://${host}/`, request)).toMatchObject({ status: 307 });
  });

  it('has as much patience as it is told', async () => {
    const { host } = await serve(() => {});
    await expect(nodeHttp(`http://${host}/`, { ...get, timeout: 50 })).rejects.toThrow(/timeout/);
  });

  it('takes no more than it is told', async () => {
    const { host } = await serve((_, response) => void response.end('12345'));
    expect((await nodeHttp(`http://${host}/`, { ...get, limit: 5 })).body).toHaveLength(5);
    await expect(nodeHttp(`http://${host}/`, { ...get, limit: 4 })).rejects.toThrow(/bigger than 4 bytes/);
  });

  it('throws when the answer is cut', async () => {
    const { host } = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '10' });
      response.write('12345', () => response.destroy());
    });
    await expect(nodeHttp(`http://${host}/`, get)).rejects.toThrow();
  });
});

describe('with a proxy in the environment', () => {
  const adapter = new URL('../src/node/http.ts', import.meta.url).href;

  /** Asks for addresses in a process of its own, since a proxy is for all of it; what was answered, or the error. */
  async function ask(env: Record<string, string>, urls: readonly string[]): Promise<string[]> {
    const script = `
      const { nodeHttp } = await import(${JSON.stringify(adapter)});
      const text = async (url) => Buffer.from((await nodeHttp(url, { method: 'GET', headers: {} })).body).toString();
      const answers = ${JSON.stringify(urls)}.map((url) => text(url).catch((error) => 'error: ' + error.message));
      console.log(JSON.stringify(await Promise.all(answers)));
      process.exit();`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      env,
    });
    return JSON.parse(stdout) as string[];
  }

  async function world() {
    const target = await serve(
      (request, response) => void response.end(`target for ${request.headers.host}`),
    );
    const asked: string[] = [];
    const proxy = await serve((request, response) => {
      asked.push(request.url ?? '');
      response.end(`target for ${request.headers.host}`);
    });
    proxy.server.on('connect', (request, client) => {
      asked.push(request.url ?? '');
      const [, port = ''] = target.host.split(':');
      const upstream = connect(Number(port), '127.0.0.1', () => client.write('HTTP/1.1 200 OK\r\n\r\n'));
      upstream.on('error', () => client.destroy()).on('close', () => client.destroy());
      client.on('error', () => upstream.destroy());
      client.pipe(upstream).pipe(client);
    });
    return { target: target.host, proxy: proxy.host, asked };
  }

  it.each([['http_proxy'], ['HTTP_PROXY']])('%s is used, and never for this machine', async (name) => {
    const { target, proxy, asked } = await world();
    const urls = ['http://registry.invalid/v2/', `http://${target}/v2/`];
    const answers = await ask({ [name]: `http://${proxy}` }, urls);
    expect(answers).toEqual(['target for registry.invalid', `target for ${target}`]);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain('registry.invalid');
  });

  it('HTTPS goes through a tunnel', async () => {
    const { proxy, asked } = await world();
    const [answer] = await ask({ https_proxy: proxy }, ['https://registry.invalid/v2/']);
    expect(answer).toMatch(/^error: /);
    expect(asked).toEqual(['registry.invalid:443']);
  });

  it.each([['registry.invalid'], ['*'], ['.invalid']])('NO_PROXY=%s is obeyed', async (excluded) => {
    const { proxy, asked } = await world();
    const env = { HTTP_PROXY: `http://${proxy}`, NO_PROXY: excluded };
    const [answer] = await ask(env, ['http://registry.invalid/v2/']);
    expect(answer).toMatch(/^error: /);
    expect(asked).toEqual([]);
  });

  it('a proxy that is no address is an error which does not tell its password', async () => {
    const [answer] = await ask({ HTTPS_PROXY: 'http://ann:canary@[bad' }, ['https://registry.invalid/']);
    expect(answer).toMatch(/https_proxy .*HTTPS_PROXY.* is no address of an HTTP proxy/);
    expect(answer).not.toContain('canary');
  });
});
