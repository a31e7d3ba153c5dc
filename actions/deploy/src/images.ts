import { type Config, Failure, type Problem, parseImageReference, repositoryOf } from '@workaday/core';
import type { ServiceImage } from '@workaday/kubernetes';

/** The input `images` as what to set where; every line that is wrong is named. */
export function readImages(lines: readonly string[], config: Config): ServiceImage[] {
  const read = lines.map((line) => readLine(line.trim(), config));
  const problems = read.filter((result) => 'what' in result);
  const images = read.filter((result) => 'service' in result);
  const twice = images.filter(
    ({ service }, index) => images.findIndex((other) => other.service === service) < index,
  );
  const all = [
    ...problems,
    ...twice.map(({ service }): Problem => ({ what: `input images names the service ${service} twice` })),
  ];
  if (all.length > 0) {
    throw new Failure({
      reason: 'bad-input',
      what: `the input images is not usable: ${all.map((problem) => problem.what).join('; ')}`,
      next: 'Pass the output `images` of the build step as it is.',
      problems: all,
    });
  }
  return images;
}

function readLine(line: string, config: Config): ServiceImage | Problem {
  const at = line.indexOf('=');
  const service = line.slice(0, Math.max(at, 0));
  const reference = line.slice(at + 1);
  const shown = JSON.stringify(line.slice(0, 200));
  if (at <= 0) return { what: `input images has the line ${shown}, expected service=repository@sha256:…` };
  const known = config.services.find((candidate) => candidate.name === service);
  if (!known) {
    const names = config.services.map(({ name }) => name).join(', ');
    return {
      what: `input images names the service ${JSON.stringify(service)}, but the services are ${names}`,
    };
  }
  const parsed = parseImageReference(reference);
  if ('problem' in parsed) return { what: `input images has the line ${shown}: ${parsed.problem}` };
  if (parsed.digest === undefined)
    return { what: `input images has the line ${shown}, which names no digest (@sha256:…)` };
  return {
    service,
    reference: `${repositoryOf(parsed)}@${parsed.digest}`,
    aliases: [known.image],
  };
}
