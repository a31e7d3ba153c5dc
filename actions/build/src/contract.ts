import { defineContract, input } from '@workaday/core';

export const contract = defineContract({
  name: 'build',
  title: 'Build',
  description:
    'Builds the images of an app with docker buildx, pushes them, and answers the digests that the registry holds.',
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
        'Build secrets, for `RUN --mount=type=secret,id=NAME`; handed over as files that are gone afterwards.',
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
    cache: input.choice(['auto', 'off'], {
      description: '`auto` uses what the builder remembers; `off` builds every step anew.',
      default: 'auto',
    }),
    reuse: input.choice(['auto', 'never'], {
      description: '`auto` takes an image that exists for this version and commit; `never` builds it again.',
      default: 'auto',
    }),
  },
  outputs: {
    image: 'The image as `repository@sha256:…`, when there is one service.',
    images: 'Every image, as lines `service=repository@sha256:…`.',
    'source-keys': 'JSON: per service the SHA-256 of all that its build sees.',
  },
  outcomes: {
    built: { description: 'At least one image was built and pushed.', ok: true },
    reused: {
      description: 'Every image of this version and commit was in the registry already; nothing was built.',
      ok: true,
    },
  },
  reasons: {
    'image-exists': 'The registry has the images of this version and commit.',
    'unknown-service': 'The input `service` names no service of the configuration.',
    'no-dockerfile': 'A service has no Dockerfile, or no build context, where it was looked for.',
    'no-buildx': 'The docker command has no buildx plugin.',
    'no-builder':
      'No builder answers: the docker daemon does not run, or the builder named by BUILDX_BUILDER does not.',
    'missing-tool': 'Docker is not installed on the runner.',
    'registry-unreachable': 'The registry does not answer, or answers what no registry does.',
    'registry-auth': 'The registry refuses the user or password.',
    'push-refused': 'The registry knows the user, and does not let them push to this repository.',
    'rate-limited': 'A registry refuses more requests for now.',
    'base-image': 'An image that a Dockerfile builds on cannot be pulled.',
    'bad-dockerfile':
      'A line of a Dockerfile is wrong, or its command failed; the annotation stands at the line.',
    'disk-full': 'The builder has no space left.',
    network: 'The builder lost its connection, to a registry or in a step.',
    'build-failed': 'The build failed in another way; the end of its output is shown.',
    'digest-mismatch': 'What the registry answers is not what was built: another run pushed the same tag.',
  },
});
