const suffixes: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** Keys below which the API server writes quantities in its own way: `1000m` as `1`. */
const holders =
  /^(requests|limits|hard|capacity|resources|sizeLimit|divisor|averageValue|min|max|default|defaultRequest)$/;

/** The number that a quantity of Kubernetes stands for; undefined for anything else. */
export function quantityOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  const [, number, suffix] =
    /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)([numkMGTPE]?i?)$/.exec(value) ?? [];
  const factor = suffixes[suffix ?? ''];
  return number === undefined || factor === undefined ? undefined : Number(number) * factor;
}

/** Whether two values below this key are the same quantity, however written. */
export function sameQuantity(path: readonly string[], a: unknown, b: unknown): boolean {
  if (!path.some((key) => holders.test(key))) return false;
  const [left, right] = [quantityOf(a), quantityOf(b)];
  if (left === undefined || right === undefined) return false;
  return Math.abs(left - right) <= Math.abs(left) * 1e-12;
}
