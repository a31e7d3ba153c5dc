import * as v from 'valibot';

export const described = <const S extends v.GenericSchema>(schema: S, text: string) =>
  v.pipe(schema, v.description(text));

export const httpUrl = v.pipe(
  v.string(),
  v.regex(/^https?:\/\/[^\s/]+/, 'expected an http(s) URL, such as https://shop.example.com'),
);

export const duration = v.pipe(
  v.string(),
  v.regex(/^(\d+(\.\d+)?(ms|s|m|h|d))+$/, 'expected a duration, such as 90s or 5m'),
);

export const pathInside = v.pipe(
  v.string(),
  v.check(
    (value) => value !== '' && !value.startsWith('/') && !value.split('/').includes('..'),
    'expected a path inside the repository, such as services/web',
  ),
);
