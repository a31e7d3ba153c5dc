import type { Clock } from '@workaday/core';
import { expect, test } from 'vitest';
import type { Connection } from '../../src/transport/connection.ts';
import { listenTo } from '../../src/transport/server-says.ts';

/** A server whose clock is ahead of ours, and whose answers are under way for so long there and back. */
function server(ahead: number) {
  let ours = Date.parse('2026-05-01T12:00:00.400Z');
  let lag = { there: 0, back: 0 };
  const clock = { now: () => ours } as Clock;
  const send = async () => {
    ours += lag.there;
    const date = new Date(ours + ahead).toUTCString();
    ours += lag.back;
    return { status: 200, headers: { date } };
  };
  const heard = listenTo({ send } as unknown as Connection, clock);
  return {
    async ask(there: number, back: number) {
      lag = { there, back };
      await heard.send({ method: 'GET', path: '/' }, { renew: false });
      return heard.now() - (ours + ahead);
    },
    pass: (milliseconds: number) => {
      ours += milliseconds;
    },
    jump: (by: number) => {
      ahead += by;
    },
    error: () => heard.now() - (ours + ahead),
  };
}

test.each([0, 3_600_000, -3_600_000])('a server %i ms ahead is known to the second', async (ahead) => {
  expect(Math.abs(await server(ahead).ask(5, 5))).toBeLessThanOrEqual(510);
});

test('an answer that comes late, to a question that went slowly, moves nothing', async () => {
  const api = server(0);
  await api.ask(5, 5);
  expect(Math.abs(await api.ask(0, 8000))).toBeLessThanOrEqual(510);
  expect(Math.abs(await api.ask(8000, 0))).toBeLessThanOrEqual(510);
});

test('many answers say more than one', async () => {
  const api = server(1234);
  for (let count = 0; count < 20; count++) {
    api.pass(137);
    await api.ask(5, 5);
  }
  expect(Math.abs(api.error())).toBeLessThanOrEqual(100);
});

test('a clock that was set is followed at once', async () => {
  const api = server(0);
  await api.ask(5, 5);
  api.jump(600_000);
  expect(Math.abs(await api.ask(5, 5))).toBeLessThanOrEqual(510);
  api.jump(-1_200_000);
  expect(Math.abs(await api.ask(5, 5))).toBeLessThanOrEqual(510);
});
