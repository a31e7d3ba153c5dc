import { defineContract, input } from '@workaday/core';
import { rules } from './fit/rules.ts';

export const contract = defineContract({
  name: 'build',
  title: 'Build',
  description:
    'Builds the images of an app with docker buildx where their source changed, publishes them, and answers the digests that the registry holds.',
  branding: { icon: 'package', color: 'blue' },
  inputs: {
    config: input.text({ description: 'Path of the configuration file.', default: 'workaday.yml' }),
    service: input.text({
      description: 'The one service to build; every service of the configuration by default.',
      example: 'web',
    }),
    registry: input.text({
      description: 'Registry host for images that the configuration does not name; `ghcr.io` by default.',
      pattern: /^[^\s/]+$/,
      expected: 'a host, such as ghcr.io',
      example: 'ghcr.io',
    }),
    image: input.text({
      description: 'Image repository of the one service, without tag; from the configuration by default.',
      example: 'ghcr.io/acme/shop',
    }),
    context: input.text({ description: 'Build context of the one service.', example: 'services/web' }),
    dockerfile: input.text({
      description:
        'Dockerfile of the one service, from the root of the repository; `Dockerfile` in the context by default.',
      example: 'services/web/Dockerfile',
    }),
    target: input.text({
      description: 'Stage of the Dockerfile to build.',
      pattern: /^[A-Za-z0-9][\w.-]*$/,
      expected: 'the name of a stage',
      example: 'production',
    }),
    platforms: input.text({
      description: 'Platforms, separated by commas; the platform of the builder by default.',
      pattern: /^[a-z0-9]+\/[a-z0-9_]+(\/[a-z0-9]+)?( *, *[a-z0-9]+\/[a-z0-9_]+(\/[a-z0-9]+)?)*$/,
      expected: 'platforms such as linux/amd64,linux/arm64',
      example: 'linux/amd64,linux/arm64',
    }),
    'build-args': input.pairs({
      description:
        'Build arguments for every service. They stay readable in the image: names that look secret are refused.',
      example: 'NODE_ENV=production',
    }),
    'build-secrets': input.pairs({
      description:
        'Build secrets, for `RUN --mount=type=secret,id=NAME`, one a line, or of several lines as `NAME<<END` … `END`; handed over as files that are gone afterwards.',
      secret: true,
      example: 'NPM_TOKEN=${{ secrets.NPM_TOKEN }}',
    }),
    version: input.text({
      description: 'Version of the images, their tag; the commit by default.',
      pattern: /^\w[\w.+-]{0,127}$/,
      expected: 'a version such as 1.5.0',
      example: '1.5.0',
    }),
    'registry-username': input.text({ description: 'User of the registry.', example: '${{ github.actor }}' }),
    'registry-password': input.secret({
      description: 'Password or token of that user; a login that the job made before is used by default.',
    }),
    'insecure-registries': input.lines({
      description: 'Registry hosts that are spoken to by plain HTTP; those on this machine are always.',
      example: 'registry.internal:5000',
    }),
    'registry-mirrors': input.pairs({
      description:
        'Where base images are asked for first, as `registry-mirrors` of the docker daemon has it.',
      example: 'docker.io=mirror.internal:5000',
    }),
    builder: input.text({
      description: "Name of a buildx builder; BUILDX_BUILDER, or docker's own driver, by default.",
      pattern: /^[A-Za-z0-9][\w.-]*$/,
      expected: 'the name of a builder, as `docker buildx ls` shows it',
      example: 'remote',
    }),
    reuse: input.choice(['auto', 'signed', 'never'], {
      description:
        '`auto` takes an image that a trusted run made of the same source, signed by GitHub where this job may ask for signatures (`id-token: write`); `signed` takes signed ones only; `never` builds always.',
      default: 'auto',
    }),
    'max-age': input.duration({
      description: 'An image that was built longer ago is built again from nothing, so that patches arrive.',
      default: '7d',
    }),
    'trusted-refs': input.lines({
      description: 'Refs whose runs may vouch for images; the default branch by default.',
      example: 'refs/heads/main\nrefs/heads/release/*',
    }),
    'moving-tags': input.lines({
      description:
        'Tags that follow the default branch, such as `latest`; they are moved last, and never back to an older commit.',
      example: 'latest',
    }),
    provenance: input.choice(['off', 'min', 'max'], {
      description:
        'Provenance to attach; it stands under the tag with `-provenance`, so that the image stays an image.',
      default: 'off',
    }),
    reproducible: input.flag({
      description:
        'Give every file the time of the commit: two clean builds of one commit make the same digest.',
    }),
    fit: input.choice(['warn', 'strict', 'off'], {
      description: 'What to do when an image will hurt in Kubernetes; `strict` publishes nothing then.',
      default: 'warn',
    }),
    cache: input.choice(['auto', 'always', 'off'], {
      description:
        "`auto` keeps the layers of a build that took longer than half a minute in the registry, for the branch's next one; `off` builds every step anew.",
      default: 'auto',
    }),
    'github-token': input.secret({
      description: 'Token that reads the order of commits for `moving-tags`; needs `contents: read`.',
      default: '${{ github.token }}',
    }),
  },
  outputs: {
    image: 'The image as `repository@sha256:…`, when there is one service.',
    images: 'Every image, as lines `service=repository@sha256:…`.',
    built: 'Services that were built, one a line.',
    reused: 'Services whose image existed, one a line.',
    tags: 'JSON: per service the tags that name its image now.',
    'source-keys':
      'JSON: per service the SHA-256 of all that its build sees; empty where that cannot be known.',
  },
  outcomes: {
    built: { description: 'At least one image was built and pushed.', ok: true },
    reused: {
      description:
        'Every image existed: a trusted run had made it of the same source. Docker was not called.',
      ok: true,
    },
  },
  reasons: {
    'source-unchanged': 'The registry has an image of the same source for every service.',
    'unknown-service': 'The input `service` names no service of the configuration.',
    'no-dockerfile': 'A service has no Dockerfile, or no build context, where it was looked for.',
    'unreadable-context': 'A file of a build context cannot be read.',
    'no-buildx': 'The docker command has no buildx plugin.',
    'no-builder':
      'No builder answers: the docker daemon does not run, or the builder named by BUILDX_BUILDER does not.',
    'builder-cannot': 'The builder cannot do what is asked for; each point is listed. Nothing was built.',
    'does-not-fit': 'An image will hurt in Kubernetes, and `fit` is `strict`; nothing was tagged.',
    'missing-tool': 'Docker is not installed on the runner.',
    'registry-unreachable': 'The registry does not answer, or answers what no registry does.',
    'registry-auth': 'The registry refuses the user or password.',
    'push-refused': 'The registry knows the user, and does not let them push to this repository.',
    'rate-limited': 'A registry refuses more requests for now.',
    'base-image': 'An image that a Dockerfile builds on cannot be pulled.',
    'bad-dockerfile':
      'A line of a Dockerfile is wrong, or its command failed; the annotation stands at the line.',
    'disk-full': 'The builder has no space left, or too little to begin.',
    network: 'The builder lost its connection, to a registry or in a step.',
    'build-failed': 'The build failed in another way; the end of its output is shown.',
    'digest-mismatch': 'What the registry or the builder answers is not what was built; no tag was moved.',
  },
  tables: {
    fit: {
      head: ['Rule', 'What it means', 'Level'],
      rows: Object.entries(rules).map(([name, { about, level }]) => [`\`${name}\``, about, level]),
    },
  },
});
