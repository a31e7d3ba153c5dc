const words = new Map<string, boolean | null>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map(
    (word) => [word, true] as const,
  ),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map(
    (word) => [word, false] as const,
  ),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
]);
const infinite = /^(\.nan|\.NaN|\.NAN|[-+]?\.(inf|Inf|INF))$/;
const integer = /^([-+]?)(?:0[xX]([\da-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9]\d*))$/;
const float = /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/;
const fraction = /^\.\d+(_\d+)*([eE][-+]?\d+)?$/;

/** A plain scalar as a value, or why it has none that would travel unchanged. */
export type Resolved = { value: string | number | boolean | null } | { problem: string };

/**
 * Reads a plain (unquoted) scalar as kubectl, Helm and the API server do: sigs.k8s.io/yaml, that is go-yaml v2. `yes` and
 * `on` are true, `0644` is octal, `1_000` a thousand; timestamps and base-60 numbers are text.
 */
export function resolvePlain(source: string): Resolved {
  const word = words.get(source);
  if (word !== undefined) return { value: word };
  if (infinite.test(source)) return { problem: `${source} is no number that JSON knows; quote it` };
  if (source.startsWith('.'))
    return { value: fraction.test(source) ? Number(source.replaceAll('_', '')) : source };
  if (!/^[-+\d]/.test(source)) return { value: source };
  const plain = source.replaceAll('_', '');
  const whole = integer.exec(plain);
  if (whole) return readInteger(source, whole);
  if (!float.test(plain)) return { value: source };
  if (/^[-+]?\d+$/.test(plain)) return readInteger(source, [plain, '', '', '', '', plain]);
  const number = Number(plain);
  return { value: Number.isFinite(number) ? number : source };
}

function readInteger(source: string, [, sign, hex, binary, octal, decimal]: readonly string[]): Resolved {
  const size = hex
    ? Number.parseInt(hex, 16)
    : binary
      ? Number.parseInt(binary, 2)
      : octal
        ? Number.parseInt(octal, 8)
        : Number(decimal);
  if (!Number.isSafeInteger(size))
    return { problem: `${source} is too large to travel unchanged (beyond 2^53); quote it` };
  return { value: sign === '-' && size !== 0 ? -size : size };
}

/**
 * What a plain key is called after its way through JSON. Keys that would change their name are a problem: `on` and `y`
 * become `true`, `0644` becomes `420`.
 */
export function resolveKey(source: string): { key: string } | { problem: string } {
  const resolved = resolvePlain(source);
  if ('problem' in resolved) return resolved;
  const { value } = resolved;
  // Other readers write fractions with fewer digits.
  const lossy = typeof value === 'number' && !Number.isInteger(value);
  if (value !== null && String(value) === source && !lossy) return { key: source };
  const becomes = value === null ? 'null' : lossy ? 'another number' : JSON.stringify(String(value));
  return { problem: `the key ${source || "''"} would become ${becomes} on its way to the cluster; quote it` };
}
