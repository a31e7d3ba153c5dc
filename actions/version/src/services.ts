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
