import { isRecord, type KubeObject } from '../manifests/object.ts';

/** Names of variables and keys that hold what nobody may read. */
const secretName = /passw|passphrase|(^|_)pass$|token|secret|credential|private|key|salt|dsn/i;
/** `--password`, whose value is the argument after it. */
const secretFlag = /^--?[\w-]*(passw|passphrase|secret|token|api-?key|credential)[\w-]*$/i;
/** `--db-password=…`, `DB_PASSWORD=…`, `"token": "…"` inside a text. */
const assignment =
  /((?:^|[\s,;&?"'-])[\w.-]*(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|credential)[\w.-]*["']?(?:=|\s*:\s+))("[^"\n]*"|'[^'\n]*'|[^\s,;&]+)/gi;
/** The password of `scheme://user:password@host`. */
const urlPassword = /(:\/\/[^/\s:@]*:)([^@\s/]+)(?=@)/g;

/** What stands for a secret: whether it changed is told, its value never. */
export const masked = '***';
export const maskedChange = '*** (changed)';

/**
 * Two states of an object with every secret replaced, equal ones and changed ones told apart: data of Secrets, values
 * of variables and keys that are named like a secret, passwords in addresses and arguments.
 */
export function maskBoth(
  before: KubeObject | undefined,
  after: KubeObject,
): [KubeObject | undefined, KubeObject] {
  const old = new Map<string, string>();
  const remember = (path: string, value: string) => {
    old.set(path, value);
    return masked;
  };
  const left = before && (mask(before, remember) as KubeObject);
  const right = mask(after, (path, value) =>
    before !== undefined && old.has(path) && old.get(path) !== value ? maskedChange : masked,
  );
  return [left, right as KubeObject];
}

type Replace = (path: string, value: string) => string;

function mask(object: KubeObject, replace: Replace): unknown {
  return Object.fromEntries(
    Object.entries(object).map(([field, value]) => [field, maskField(object, field, value, replace)]),
  );
}

function maskField({ kind }: KubeObject, field: string, value: unknown, replace: Replace): unknown {
  const holdsData = ['data', 'stringData', 'binaryData'].includes(field) && isRecord(value);
  if (!holdsData || (kind !== 'Secret' && kind !== 'ConfigMap')) return within(value, field, replace);
  return Object.fromEntries(
    Object.entries(value).map(([key, text]) => {
      const path = `${field}.${key}`;
      const hidden = kind === 'Secret' || secretName.test(key);
      return [key, hidden ? replace(path, JSON.stringify(text)) : within(text, path, replace)];
    }),
  );
}

function within(value: unknown, path: string, replace: Replace): unknown {
  if (typeof value === 'string') return withoutPasswords(value, path, replace);
  if (Array.isArray(value))
    return value.map((item, index) => {
      const at = `${path}[${itemName(item) ?? index}]`;
      const afterFlag = typeof item === 'string' && secretFlag.test(String(value[index - 1] ?? ''));
      return afterFlag ? replace(at, item) : within(item, at, replace);
    });
  if (!isRecord(value)) return value;
  const { name } = value;
  const hidden = typeof name === 'string' && secretName.test(name) && typeof value['value'] === 'string';
  return Object.fromEntries(
    Object.entries(value).map(([key, below]) => {
      const at = `${path}.${key}`;
      return [key, hidden && key === 'value' ? replace(at, String(below)) : within(below, at, replace)];
    }),
  );
}

function itemName(item: unknown): string | undefined {
  return isRecord(item) && typeof item['name'] === 'string' ? item['name'] : undefined;
}

function withoutPasswords(text: string, path: string, replace: Replace): string {
  let count = 0;
  const hide = (_: string, before: string, secret: string) =>
    `${before}${replace(`${path}#${count++}`, secret)}`;
  return text.replace(urlPassword, hide).replace(assignment, hide);
}
