import type { Http, HttpRequest, HttpResponse } from '@workaday/core';
import { nodeSha256 } from '@workaday/core/node';
import type { Credentials } from '../../src/docker/docker-config.ts';
import { connectRegistry } from '../../src/registry/client.ts';
import type { RegistryOptions } from '../../src/registry/session.ts';

/** An answer as `[status, headers, body]`, or an error that the connection ends with. */
export type Scripted = [status: number, headers?: Record<string, string>, body?: string] | Error;

/** A request as the registry gets it. */
export type Request = HttpRequest & { url: string };

/** An http port that answers what a function says, and the requests and waits that were seen. */
export function scripted(answer: (request: Request, index: number) => Scripted, now = 0) {
  const requests: Request[] = [];
  const waits: number[] = [];
  const http: Http = async (url, request) => {
    const index = requests.push({ ...request, url }) - 1;
    const given = answer({ ...request, url }, index);
    if (given instanceof Error) throw given;
    const [status, headers = {}, body = ''] = given;
    return { status, headers, body: new TextEncoder().encode(body) } satisfies HttpResponse;
  };
  const clock = { now: () => now, wait: async (milliseconds: number) => void waits.push(milliseconds) };
  const connect = (host = 'registry.example', credentials?: Credentials, options?: RegistryOptions) =>
    connectRegistry(host, credentials, { http, clock, sha256: nodeSha256 }, options);
  return { requests, waits, connect };
}
