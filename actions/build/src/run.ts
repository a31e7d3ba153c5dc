import { formatDuration, loadConfig, type Report } from '@workaday/core';
import { buildImage } from './apply.ts';
import type { contract } from './contract.ts';
import { buildCommand, imageLabels } from './docker/build-command.ts';
import type { Credentials, DockerConfig } from './docker/docker-config.ts';
import { dockerLogin, givenLogin, mayReceive, readDockerConfig } from './docker/login.ts';
import { layOut } from './docker/workbench.ts';
import { checkBuilder, checkDockerfiles, existingImage } from './facts.ts';
import type { Ports } from './ports.ts';
import { connectRegistry, type Registry } from './registry/client.ts';
import { buildTargets, type Inputs, type Target } from './services.ts';
import { sourceKey } from './source/source-key.ts';
import { type BuiltImage, buildSummary, outputsOf } from './summary.ts';
import { allOrFailure } from './together.ts';

type BuildReport = Report<typeof contract>;

/** Facts → plan → preflight → build → report. What exists already is not built, and then docker is not called at all. */
export async function build(inputs: Inputs, ports: Ports): Promise<BuildReport> {
  const { context, clock } = ports;
  const started = clock.now();
  // The runner knows the lines of the input; a build step could print the value alone.
  for (const secret of inputs['build-secrets'].values()) if (secret.trim().length >= 4) ports.mask(secret);
  const source = {
    path: inputs.config,
    repository: context.repository,
    registry: inputs.registry || undefined,
  };
  const targets = buildTargets(await loadConfig(ports.files, source), inputs, context.sha);
  await checkDockerfiles(targets, ports);
  const sourceKeys = await allOrFailure(
    targets.map((target) => sourceKey(target, ports.files, ports.sources, ports.sha256)),
  );
  const images = targets.map((target, index) => ({ target, sourceKey: sourceKeys[index] ?? '' }));
  if (inputs['dry-run']) return dryRun(images, inputs, ports);
  const config = await readDockerConfig(ports);
  const login = permittedLogin(givenLogin(inputs, targets), ports);
  const registries = await connectAll(targets, config, login, ports);
  const done = await allOrFailure(
    images.map(async (image): Promise<BuiltImage> => {
      const { target } = image;
      const reusable =
        inputs.reuse === 'auto' ? existingImage(target, context.sha, registries(target)) : undefined;
      const digest = await reusable;
      if (digest) ports.log.line(`[${target.service}] exists as ${target.repository}@${digest}`);
      return { ...image, digest, reused: digest !== undefined };
    }),
  );
  const missing = done.filter((image) => image.digest === undefined);
  const built =
    missing.length === 0 ? [] : await buildAll(missing, inputs, { config, login, registries }, ports);
  const all = done.map((image) => built.find((each) => each.target === image.target) ?? image);
  return report(all, formatDuration(clock.now() - started));
}

function permittedLogin(login: ReturnType<typeof givenLogin>, { context, log }: Ports) {
  if (login === undefined || mayReceive(login.host, login.credentials.password, context.serverUrl))
    return login;
  log.line(
    `registry-password is a GitHub token, which is not sent to ${login.host}; docker's own login is used instead`,
  );
  return undefined;
}

interface Access {
  config: DockerConfig;
  login: { host: string; credentials: Credentials } | undefined;
  registries: (target: Target) => Registry;
}

async function connectAll(
  targets: readonly Target[],
  config: DockerConfig,
  login: Access['login'],
  ports: Ports,
): Promise<Access['registries']> {
  const hosts = [...new Set(targets.map((target) => target.image.host))];
  const connected = await allOrFailure(
    hosts.map(async (host): Promise<[string, Registry]> => {
      const credentials = login?.credentials ?? (await dockerLogin(config, host, ports));
      return [host, connectRegistry(host, credentials, ports)];
    }),
  );
  const byHost = new Map(connected);
  return ({ image }) => {
    const registry = byHost.get(image.host);
    if (registry === undefined) throw new Error(`no connection to ${image.host}`);
    return registry;
  };
}

/** Checks everything that would fail late, then builds all images side by side. */
async function buildAll(
  images: readonly BuiltImage[],
  inputs: Inputs,
  { config, login, registries }: Access,
  ports: Ports,
): Promise<BuiltImage[]> {
  const folder = await ports.privateFolder();
  try {
    const bench = await layOut(folder, config, login, inputs['build-secrets'], ports);
    await allOrFailure([
      checkBuilder(bench.env, ports),
      ...images.map(({ target }) => registries(target).checkPush(target.image.path)),
    ]);
    return await allOrFailure(
      images.map(async (image) => {
        const digest = await buildImage(image.target, inputs, bench, registries(image.target), ports);
        return { ...image, digest };
      }),
    );
  } finally {
    await folder.remove();
  }
}

function report(images: readonly BuiltImage[], elapsed: string): BuildReport {
  const reused = images.every((image) => image.reused);
  const names = images.map(({ target }) => `${target.service} ${target.tag}`).join(', ');
  return {
    outcome: reused ? 'reused' : 'built',
    reason: reused ? 'image-exists' : 'ok',
    message: reused ? `${names} existed already` : `${names} in ${elapsed}`,
    outputs: outputsOf(images),
    summary: buildSummary(images, reused ? 'reused' : 'built', elapsed),
  };
}

function dryRun(
  planned: readonly { target: Target; sourceKey: string }[],
  inputs: Inputs,
  { context, log }: Ports,
): BuildReport {
  const labels = imageLabels(context.repositoryUrl, context.sha, inputs.version);
  const secretFiles = new Map([...inputs['build-secrets'].keys()].map((id) => [id, '…']));
  for (const { target } of planned) {
    const command = buildCommand(target, { cache: inputs.cache, labels, metadataFile: '…', secretFiles });
    log.line(`would run: docker ${command.join(' ')}`);
  }
  const images = planned.map((image) => ({ ...image, digest: undefined, reused: false }));
  return {
    outcome: 'built',
    reason: 'dry-run',
    message: `would build ${planned.map(({ target }) => `${target.repository}:${target.tag}`).join(', ')}`,
    outputs: outputsOf(images),
    summary: buildSummary(images, 'dry run', '0s'),
  };
}
