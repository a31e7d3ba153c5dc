import * as v from 'valibot';
import { described, duration, httpUrl } from './schema-parts.ts';

const hostAndPort = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?)(:\d{1,5})$/;
const hostMaybePort = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?)(:\d{1,5})?$/;

const common = {
  name: v.optional(described(v.string(), 'How the check is called in summaries.')),
  timeout: v.optional(described(duration, 'Patience for one answer; 5s by default, 30s for a command.')),
};

const expect = v.optional(
  described(
    v.pipe(v.array(v.string()), v.minLength(1, 'expected at least one condition, or no `expect`')),
    'Conditions that all must hold, such as `json($.status) == "ok"`, `latency < 800ms`, `certificate.days > 14`.',
  ),
);

const answer = {
  method: v.optional(
    described(
      v.picklist(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
      'HTTP method; `GET` by default. What may write is asked once a round, and from outside only.',
    ),
  ),
  body: v.optional(
    described(v.string(), 'Request body, for a method that has one; name its type in `headers`.'),
  ),
  status: v.optional(
    described(
      v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(599)),
      'The exact status expected; 200 by default.',
    ),
  ),
  contains: v.optional(described(v.pipe(v.string(), v.minLength(1)), 'Text that the body must contain.')),
  headers: v.optional(described(v.record(v.string(), v.string()), 'Request headers.')),
  redirects: v.optional(
    described(
      v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(5)),
      'How many redirects are followed; none by default, at most 5.',
    ),
  ),
  version: v.optional(
    described(
      v.pipe(v.string(), v.minLength(1)),
      'Where an answer says its version, such as `header(x-version)` or `json($.version)`; one of another release is void.',
    ),
  ),
  'cache-bust': v.optional(
    described(v.boolean(), 'Adds a random query, so that no cache can answer in place of the app.'),
  ),
};

const elsewhere = {
  tcp: v.optional(
    described(
      v.pipe(v.string(), v.regex(hostAndPort, 'expected HOST:PORT, such as db.example.com:5432')),
      'Host and port that must accept a TCP connection.',
    ),
  ),
  tls: v.optional(
    described(
      v.pipe(v.string(), v.regex(hostMaybePort, 'expected HOST or HOST:PORT, such as shop.example.com')),
      'Host, 443 by default, that must show a valid certificate for its name.',
    ),
  ),
};

/** Every key that says what kind a check is, and the keys that go with it. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  tcp: [],
  tls: ['expect'],
  command: [],
};
const httpKeys = ['path', 'service', 'url', 'expect', ...Object.keys(answer)];

/** One kind a check: what belongs to another one would never be looked at. Values may be secret and are not shown. */
function oneKind(given: object): string | undefined {
  const keys = Object.keys(given);
  const [kind, ...more] = keys.filter((key) => key in kinds);
  if (kind === undefined) return undefined;
  if (more.length > 0) return `expected one of ${kind}, ${more.join(', ')}; make a check of its own for each`;
  const foreign = keys.filter((key) => httpKeys.includes(key) && !kinds[kind]?.includes(key));
  return foreign.length === 0 ? undefined : `${foreign.join(', ')} cannot go with ${kind}`;
}

const check = v.pipe(
  v.strictObject({
    ...common,
    path: v.optional(
      described(
        v.pipe(v.string(), v.startsWith('/', 'expected a path that begins with /')),
        'What is asked for; `/` by default.',
      ),
    ),
    service: v.optional(
      described(v.string(), 'The Kubernetes Service to ask; every Service with an HTTP port by default.'),
    ),
    ...answer,
    expect,
    ...elsewhere,
    command: v.optional(
      described(
        v.pipe(v.array(v.string()), v.minLength(1, 'expected a program and its arguments')),
        'A program and its arguments, run on the runner without a shell; exit code 0 passes.',
      ),
    ),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    const wrong = dataset.typed ? oneKind(dataset.value) : undefined;
    if (wrong !== undefined) addIssue({ message: wrong, input: Object.keys(dataset.value as object) });
  }),
);

const control = v.pipe(
  v.strictObject({
    ...common,
    url: v.optional(described(httpUrl, 'The complete URL to ask.')),
    ...answer,
    expect,
    ...elsewhere,
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { url, tcp, tls } = dataset.value;
    const named = [url, tcp, tls].some((place) => place !== undefined);
    const wrong = named ? oneKind(dataset.value) : 'expected one of url, tcp, tls';
    if (wrong !== undefined) addIssue({ message: wrong, input: Object.keys(dataset.value) });
  }),
);

/** A list of checks, as `workaday.yml` and the input of a step have it. */
export const checksSchema = v.pipe(v.array(check), v.minLength(1, 'expected at least one check'));

/** What the app depends on, asked beside the checks. */
export const controlSchema = v.pipe(v.array(control), v.minLength(1, 'expected at least one dependency'));

export type RawCheck = v.InferOutput<typeof check>;
export type RawControl = v.InferOutput<typeof control>;
