import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { Place, Reach, Reached } from '../answer.ts';
import { type Attempt, addressOf, broken, daysLeft, deadlineIn, late, shown } from './connect.ts';
import type { ProbeOptions } from './http-probe.ts';
import { phaseTimer } from './phase-timer.ts';
import { resolve } from './resolve.ts';

/** Connects once, to one checked address, over TLS with the whole chain verified. It never throws. */
export function portProbe(options: ProbeOptions = {}): Reach {
  return async (place) => {
    const attempt = { ...place, deadline: deadlineIn(place.timeout), timer: phaseTimer() };
    const found = await addressOf(attempt, options.resolve ?? resolve);
    return 'kind' in found ? found : reached(place, attempt, found, options.ca);
  };
}

type Found = Exclude<Awaited<ReturnType<typeof addressOf>>, { kind: string }>;

function reached(place: Place, attempt: Attempt, found: Found, ca: string | undefined): Promise<Reached> {
  const { deadline, timer } = attempt;
  const { address, all } = found;
  return new Promise((done) => {
    const finish = (result: Reached) => {
      deadline.signal.removeEventListener('abort', expire);
      done(result);
      socket.destroy();
    };
    const expire = () => finish(late(attempt));
    const stand = (days?: number) =>
      finish({
        kind: 'connected',
        ...(days === undefined ? {} : { certificateDays: days }),
        ...shown(address, all),
        timings: timer.timings(),
      });
    const socket = open(place, address.address, ca);
    deadline.signal.addEventListener('abort', expire);
    if (deadline.signal.aborted) expire();
    socket.on('error', (error) => finish(broken(error, attempt, address, all)));
    socket.on('connect', () => {
      timer.reached('connect', place.tls ? 'https:' : 'http:');
      if (!place.tls) stand();
    });
    socket.on('secureConnect', () => {
      timer.reached('tls');
      stand(daysLeft((socket as TLSSocket).getPeerCertificate().valid_to, Date.now()));
    });
  });
}

function open({ host, port, tls }: Place, address: string, ca: string | undefined): Socket {
  if (!tls) return connect({ host: address, port });
  const bare = host.replace(/^\[|\]$/g, '');
  const name = isIP(bare) === 0 ? { servername: bare } : {};
  return connectTls({ host: address, port, ...name, ...(ca === undefined ? {} : { ca }) });
}
