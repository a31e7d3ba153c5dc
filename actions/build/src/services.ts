import {
  type Config,
  type ContractInputs,
  Failure,
  lowerCaseName,
  type Problem,
  parseImageReference,
  repositoryOf,
  type Sha256,
  tagOfText,
} from '@workaday/core';
import type { contract } from './contract.ts';
import { argumentLooksSecret } from './secrets/secret-arguments.ts';

export type Inputs = ContractInputs<typeof contract>;

/** One image to build; paths from the root of the repository. */
export interface Target {
  service: string;
  context: string;
  dockerfile: string;
  stage: string | undefined;
  platforms: readonly string[];
  buildArgs: ReadonlyMap<string, string>;
  image: { host: string; path: string };
  /** `host/path`, as people and docker name it. */
  repository: string;
  tag: string;
}

/** What to build, from configuration and inputs; throws one Failure that lists all that is wrong. */
export function buildTargets(config: Config, inputs: Inputs, commit: string, sha256: Sha256): Target[] {
  const chosen = config.services.filter(
    (service) => inputs.service === '' || service.name === inputs.service,
  );
  if (chosen.length === 0) throw unknownService(config, inputs.service);
  const problems: Problem[] = [...singleOnlyProblems(inputs, chosen.length), ...secretProblems(inputs)];
  const targets = chosen.flatMap((service): Target[] => {
    const context = inputs.context || service.context;
    const image = readImage(
      inputs.image || service.image,
      inputs.image ? 'input image' : `image of ${service.name}`,
    );
    const buildArgs = new Map([...Object.entries(service.buildArgs), ...inputs['build-args']]);
    problems.push(...argumentProblems(buildArgs, inputs));
    if ('what' in image) {
      problems.push(image);
      return [];
    }
    return [
      {
        service: service.name,
        context,
        dockerfile: inputs.dockerfile || (inputs.context ? `${context}/Dockerfile` : service.dockerfile),
        stage: inputs.target || service.target,
        platforms: inputs.platforms
          .split(',')
          .map((platform) => platform.trim())
          .filter(Boolean),
        buildArgs,
        image,
        repository: repositoryOf({ ...image, tag: undefined, digest: undefined }),
        tag: tagOf(inputs.version || commit, sha256),
      },
    ];
  });
  problems.push(...sharedRepositories(targets), ...movingTagProblems(inputs));
  if (problems.length > 0) throw badInput(problems);
  return targets;
}

/** `+` is no character of a tag, and `_` none of a version: no two texts get the same tag. */
function tagOf(version: string, sha256: Sha256): string {
  return tagOfText(version.includes('_') ? version : version.replaceAll('+', '_'), sha256);
}

function readImage(text: string, where: string): { host: string; path: string } | Problem {
  const what = (why: string) => ({ what: `${where} is ${JSON.stringify(text)}: ${why}` });
  const reference = parseImageReference(lowerCaseName(text));
  if ('problem' in reference) return what(reference.problem);
  if (reference.tag !== undefined || reference.digest !== undefined) {
    return what('expected a repository without tag and digest, such as ghcr.io/acme/shop');
  }
  return { host: reference.host, path: reference.path };
}

function sharedRepositories(targets: readonly Target[]): Problem[] {
  const byRepository = Map.groupBy(targets, (target) => target.repository);
  return [...byRepository].flatMap(([repository, sharing]) =>
    sharing.length < 2
      ? []
      : [
          {
            what: `${sharing.map(({ service }) => service).join(' and ')} would both be ${repository}`,
            next: 'give each service an image repository of its own by `image` in workaday.yml',
          },
        ],
  );
}

function movingTagProblems(inputs: Inputs): Problem[] {
  return inputs['moving-tags']
    .filter((tag) => !/^\w[\w.-]{0,127}$/.test(tag) || /^(sha-|workaday-)/.test(tag))
    .map((tag) => ({ what: `moving-tags has ${JSON.stringify(tag)}, expected a tag such as latest` }));
}

function singleOnlyProblems(inputs: Inputs, services: number): Problem[] {
  const given = (['image', 'context', 'dockerfile', 'target'] as const).filter((name) => inputs[name] !== '');
  if (services === 1) return [];
  return given.map((name) => ({
    what: `input ${name} is ${JSON.stringify(inputs[name])}, but ${services} services would share it`,
    next: `set it per service in workaday.yml, or name one service`,
  }));
}

function secretProblems(inputs: Inputs): Problem[] {
  const names = [...inputs['build-secrets'].keys()].filter((name) => !/^[\w.-]+$/.test(name));
  const problems = names.map(
    (): Problem => ({ what: 'a name in build-secrets has other characters than letters, digits, _ . -' }),
  );
  if ((inputs['registry-username'] === '') === (inputs['registry-password'] === '')) return problems;
  // Callers pass both always; a password that is empty means that the secret does not exist here.
  if (inputs['registry-password'] === '') return problems;
  return [...problems, { what: 'input registry-password is given, but registry-username is empty' }];
}

function argumentProblems(buildArgs: ReadonlyMap<string, string>, inputs: Inputs): Problem[] {
  const secrets = [...inputs['build-secrets'].values(), inputs['registry-password']].filter(Boolean);
  return [...buildArgs].flatMap(([name, value]): Problem[] => {
    if (!/^[A-Za-z_]\w*$/.test(name))
      return [{ what: `build-args has ${JSON.stringify(name)}, which is no name` }];
    const why = argumentLooksSecret(name, value, secrets);
    if (why === undefined) return [];
    return [
      {
        what: `build-args has ${name}, which looks like a secret: ${why}`,
        next: 'build arguments stay readable in the image; use build-secrets and RUN --mount=type=secret',
      },
    ];
  });
}

function badInput(problems: readonly Problem[]): Failure {
  return new Failure({
    reason: 'bad-input',
    what: problems.map((problem) => problem.what).join('; '),
    next:
      problems.map((problem) => problem.next).find((next) => next !== undefined) ??
      'Correct the `with:` block of this step or workaday.yml; nothing was touched.',
    problems,
  });
}

function unknownService(config: Config, name: string): Failure {
  return new Failure({
    reason: 'unknown-service',
    what: `input service is ${JSON.stringify(name)}, which no service is called`,
    why: `The configuration has: ${config.services.map((service) => service.name).join(', ')}.`,
    next: 'Correct the input, or leave it out to build all of them.',
  });
}
