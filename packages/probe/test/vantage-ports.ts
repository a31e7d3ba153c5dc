import { type Outside, type OutsidePorts, outsideVantage } from '../src/outside.ts';

function unasked(): never {
  throw new Error('this is not asked here');
}

/** The outside vantage of a shop, with what a test cares about. */
export function outside(place: Partial<Outside>, ports: Partial<OutsidePorts> = {}) {
  return outsideVantage(
    { urls: ['https://shop.example.com'], found: false, questions: 1, version: '1.2.3', env: {}, ...place },
    { ask: unasked, reach: unasked, run: unasked, random: () => 'abc', ...ports },
  );
}
