import { Failure, type ServiceConfig } from '@workaday/core';

/** The services to version, with the tag prefix that the caller wants, if any. */
export function chosenServices(
  all: readonly ServiceConfig[],
  name: string,
  tagPrefix: string,
): readonly ServiceConfig[] {
  const chosen = name === '' ? all : all.filter((service) => service.name === name);
  if (chosen.length === 0) {
    throw new Failure({
      reason: 'unknown-service',
      what: `input service is ${JSON.stringify(name)}, which no service is called`,
      why: `The configuration has: ${all.map((service) => service.name).join(', ')}.`,
      next: 'Correct the input, or leave it out to version all of them.',
    });
  }
  if (tagPrefix === '') return chosen;
  if (chosen.length === 1) return chosen.map((service) => ({ ...service, tagPrefix }));
  throw new Failure({
    reason: 'bad-input',
    what: `input tag-prefix is ${JSON.stringify(tagPrefix)}, but ${chosen.length} services cannot share one prefix`,
    next: 'Set `tag-prefix` per service in workaday.yml, or name one `service` in this step.',
  });
}

/** Refuses prefixes under which one tag could be the version of two services. */
export function refuseSharedPrefixes(services: readonly ServiceConfig[]): void {
  const problems = services.flatMap((service, index) =>
    services
      .slice(index + 1)
      .filter((other) => isAmbiguous(service.tagPrefix, other.tagPrefix))
      .map((other) => ({
        what: `services ${service.name} and ${other.name} have the tag prefixes ${JSON.stringify(service.tagPrefix)} and ${JSON.stringify(other.tagPrefix)}, which share tags`,
      })),
  );
  if (problems.length === 0) return;
  throw new Failure({
    reason: 'bad-config',
    what: problems.map((problem) => problem.what).join('; '),
    why: 'A tag must say whose version it is.',
    next: 'Give each service a `tag-prefix` of its own in workaday.yml, such as `api/v`, or leave it out.',
    problems,
  });
}

/** `api/v` and `api/v1` are: `api/v12.0.0` would be a version of both. */
function isAmbiguous(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  return long.startsWith(short) && /^\d*$/.test(long.slice(short.length));
}
