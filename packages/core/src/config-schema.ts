import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { checksSchema, controlSchema } from './check-schema.ts';
import { criticalitySchema, environmentSchema, environmentsProblem } from './environment-schema.ts';
import { freezeSchema } from './freeze-schema.ts';
import { rightsSchema } from './rights-schema.ts';
import { described, pathInside } from './schema-parts.ts';
import { smokeSchema } from './smoke-schema.ts';
import { tagPrefix } from './tag-prefix.ts';

const name = v.pipe(
  v.string(),
  v.regex(
    /^[a-z0-9]([-a-z0-9]{0,51}[a-z0-9])?$/,
    'expected lower-case letters, digits and dashes, at most 53, such as web-service',
  ),
);
const service = v.strictObject({
  context: v.optional(described(pathInside, 'Build context; `.` by default.')),
  dockerfile: v.optional(
    described(
      pathInside,
      'Dockerfile, from the root of the repository; `Dockerfile` in the context by default.',
    ),
  ),
  target: v.optional(described(v.string(), 'Stage of the Dockerfile to build.')),
  image: v.optional(
    described(v.string(), 'Image repository, without tag; made of registry, owner and names by default.'),
  ),
  'build-args': v.optional(described(v.record(v.string(), v.string()), 'Build arguments; never secrets.')),
  paths: v.optional(
    described(
      v.array(v.string()),
      'Globs of the files this service is made of, those with `!` excluded; its context by default.',
    ),
  ),
  ignore: v.optional(
    described(v.array(v.string()), 'Globs of files whose changes do not release this service.'),
  ),
  'tag-prefix': v.optional(
    described(
      v.pipe(
        v.string(),
        v.check((value) => value === '' || tagPrefix.pattern.test(value), `expected ${tagPrefix.expected}`),
      ),
      'What stands before the version in its Git tags, literally; `v` for one service, `NAME/v` for several.',
    ),
  ),
});

const keys = v.strictObject({
  app: v.optional(described(name, 'Name of the app; the repository by default.')),
  registry: v.optional(
    described(
      v.pipe(v.string(), v.regex(/^[^\s/]+$/, 'expected a host, such as ghcr.io')),
      'Registry host for images; ghcr.io by default.',
    ),
  ),
  services: v.optional(
    described(
      v.pipe(
        v.record(name, service),
        v.check((value) => Object.keys(value).length > 0, 'expected at least one service'),
      ),
      'The images of this repository; one, named as the app, by default.',
    ),
  ),
  shared: v.optional(described(v.array(v.string()), 'Globs of files that every service is made of.')),
  manifests: v.optional(
    described(
      pathInside,
      'Folder of Kubernetes manifests; the first of k8s, kubernetes, manifests, deploy by default.',
    ),
  ),
  criticality: v.optional(
    described(
      criticalitySchema,
      '`normal`: straight to production, the default; `high`: every release passes one other environment first, `staging` by default.',
    ),
  ),
  environments: v.optional(
    described(
      v.record(name, environmentSchema),
      'Where the app runs; `production` by default, and one other where `criticality` is `high`.',
    ),
  ),
  rights: v.optional(described(rightsSchema, 'Who may do what by hand; read from the default branch.')),
  checks: v.optional(described(checksSchema, 'What a smoke test asks; `GET /` answers 200 by default.')),
  control: v.optional(
    described(
      controlSchema,
      'What the app depends on; while one of these fails, failures are not held against a release.',
    ),
  ),
  coalesce: v.optional(
    described(
      v.boolean(),
      'Whether a run that finds newer merges waiting steps aside for the newest; false by default. Not with a workflow that runs for some paths only.',
    ),
  ),
  smoke: v.optional(described(smokeSchema, 'How a smoke test goes about its verdict.')),
  freeze: v.optional(described(freezeSchema, 'When merges stop by themselves.')),
});

/** `workaday.yml`, all of it optional. What its keys say together is checked even where one of them is wrong. */
export const configSchema = v.pipe(
  keys,
  v.rawCheck(({ dataset: { value }, addIssue }) => {
    const { environments, criticality } = (value ?? {}) as Record<string, unknown>;
    if (typeof environments !== 'object' || environments === null) return;
    const names = Object.keys(environments);
    const message = environmentsProblem(names, criticality);
    const place = { type: 'object', origin: 'value', key: 'environments', value: environments } as const;
    const input = value as Record<string, unknown>;
    if (message !== undefined) addIssue({ message, input: names, path: [{ ...place, input }] });
  }),
);

export type RawConfig = v.InferOutput<typeof configSchema>;

/** JSON Schema (draft 7) of `workaday.yml`, for editors. */
export function configJsonSchema(): object {
  return { ...toJsonSchema(configSchema, { errorMode: 'ignore' }), title: 'workaday.yml' };
}
