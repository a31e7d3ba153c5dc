import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDockerfile } from '../src/dockerfile/read-dockerfile.ts';
import { dockerfileFindings } from '../src/fit/dockerfile-findings.ts';
import type { Finding } from '../src/fit/finding.ts';
import { rules } from '../src/fit/rules.ts';

const facts = { buildArgs: new Map<string, string>(), target: undefined, platforms: ['linux/amd64'] };
const told = (text: string, context?: Parameters<typeof dockerfileFindings>[2]): Finding[] =>
  dockerfileFindings(readDockerfile(text, facts), 'Dockerfile', context);
const shown = (findings: readonly Finding[]) => findings.map(({ rule, place }) => `${rule}:${place.line}`);

/** An image without fault, with other lines in it. */
const good = (...lines: string[]) =>
  ['FROM node:24-slim', ...lines, 'USER 1000', 'CMD ["node", "server.js"]'].join('\n');

const started = (...lines: string[]) => ['FROM node:24-slim', 'USER 1000', ...lines].join('\n');

describe('the user', () => {
  it.each([
    ['FROM node:24\nUSER root\nCMD ["x"]', ['runs-as-root:2']],
    ['FROM node:24\nUSER 0:0\nCMD ["x"]', ['runs-as-root:2']],
    ['FROM node:24\nUSER 1000\nUSER 0\nCMD ["x"]', ['runs-as-root:3']],
    ['FROM scratch\nCMD ["/app"]', ['runs-as-root:undefined']],
    ['FROM node:24\nUSER node\nCMD ["x"]', ['user-not-numeric:2']],
    ['FROM node:24 AS base\nUSER 0\nFROM base\nCMD ["x"]', ['runs-as-root:2']],
    ['FROM node:24 AS build\nUSER root\nFROM node:24\nUSER 1\nCOPY --from=build /a /a\nCMD ["x"]', []],
    ['FROM node:24\nUSER 0\nRUN x\nUSER 1000:1000\nCMD ["x"]', []],
    ['FROM node:24\nUSER 1000:app\nCMD ["x"]', []],
    ['FROM node:24\nARG UID=1000\nUSER $UID\nCMD ["x"]', []],
    ['FROM nginxinc/nginx-unprivileged:1', []],
    [started('EXPOSE 80', 'CMD ["x"]'), ['privileged-port:3']],
    [started('EXPOSE 8080 9000/udp', 'CMD ["x"]'), []],
  ])('%j: %j', (text, expected) => expect(shown(told(text))).toEqual(expected));
});

describe('the command', () => {
  it.each([
    ['CMD node server.js', ['shell-as-pid-1:3']],
    ['ENTRYPOINT node server.js', ['shell-as-pid-1:3']],
    ['CMD ["sh", "-c", "node server.js"]', ['shell-as-pid-1:3']],
    ['CMD ["/bin/sh", "-ec", "node migrate.js && node server.js"]', ['shell-as-pid-1:3']],
    ['CMD ["npm", "start"]', ['shell-as-pid-1:3']],
    ['CMD ["npm", "run", "--silent", "start:prod"]', ['shell-as-pid-1:3']],
    ['CMD ["yarn", "start"]', ['shell-as-pid-1:3']],
    ['CMD exec npm start', ['shell-as-pid-1:3']],
    ['SHELL ["/bin/bash", "-o", "pipefail", "-c"]\nCMD node server.js | tee log', ['shell-as-pid-1:4']],
    ['ENTRYPOINT ["docker-entrypoint.sh"]\nCMD node server.js', ['shell-as-pid-1:4']],
    ['ENTRYPOINT ["tini", "--"]\nCMD node server.js', []],
    ['ENTRYPOINT ["/usr/bin/dumb-init", "--"]\nCMD ["npm", "start"]', []],
    ['CMD exec node server.js', []],
    ['CMD PORT=80 exec node server.js', []],
    ['CMD ["sh", "-c", "node migrate.js && exec node server.js"]', []],
    ['SHELL ["/bin/bash", "-c"]\nCMD node migrate.js && node server.js', []],
    ["CMD trap 'kill $pid' TERM; node server.js & pid=$!; wait $pid", []],
    ['CMD ["./start.sh"]', []],
    ['CMD ["sh", "start.sh"]', []],
    ['CMD ["npm", "--version"]', []],
    ['CMD ["node", "server.js"]', []],
  ])('%s: %j', (line, expected) => expect(shown(told(started(line)))).toEqual(expected));

  it('of a shell that gives its place away is heard', () => {
    expect(told('FROM node:24-alpine\nUSER 1\nCMD node server.js')).toEqual([]);
    expect(shown(told('FROM node:24-alpine\nUSER 1\nCMD node server.js | tee log'))).toEqual([
      'shell-as-pid-1:3',
    ]);
  });

  it.each([
    ['CMD ["/usr/bin/supervisord", "-n"]', ['several-daemons:3']],
    ['ENTRYPOINT ["/init"]', ['several-daemons:3']],
    ['CMD ["/sbin/init"]', ['several-daemons:3']],
    ['CMD ["runsvdir", "/etc/service"]', ['several-daemons:3']],
    ['CMD ["python3", "-m", "honcho", "start"]', ['several-daemons:3']],
    ['CMD ["npx", "concurrently", "a", "b"]', ['several-daemons:3']],
    ['CMD service nginx start && node server.js', ['several-daemons:3']],
    ['CMD php-fpm -D && exec nginx -g "daemon off;"', ['several-daemons:3']],
    ['CMD cron && exec node server.js', ['several-daemons:3']],
    ['CMD node worker.js & exec node server.js', ['several-daemons:3']],
    ['CMD ["bash", "-c", "a & b & wait -n"]', ['several-daemons:3']],
    ['ENTRYPOINT ["tini", "--", "supervisord"]', ['several-daemons:3']],
    ['CMD exec node server.js > /dev/stdout 2>&1', []],
    ['CMD nginx -t && exec nginx -g "daemon off;"', []],
    ['CMD ["node", "server.js", "&", "x"]', []],
    ['CMD ["sh", "-c", "exec node server.js --query \'a & b\'"]', []],
    ['CMD ["crond", "-f"]', []],
    ['CMD ["node", "supervisord"]', []],
  ])('%s: %j', (line, expected) => expect(shown(told(started(line)))).toEqual(expected));

  it.each([
    ['FROM scratch\nUSER 1\nCOPY a /a', ['no-command:undefined']],
    ['FROM scratch\nUSER 1\nENTRYPOINT ["/a"]', []],
    ['FROM scratch AS a\nUSER 1\nCMD ["/a"]\nFROM a\nENTRYPOINT []', ['no-command:5']],
    ['FROM node:24\nUSER 1', []],
    [started('CMD ["sudo", "node", "server.js"]'), ['sudo:3']],
    [started('CMD sudo service ssh start; exec sudo node x'), ['sudo:3']],
    [started('CMD ["node", "sudo"]'), []],
    [started('CMD ["/usr/sbin/sshd", "-D"]'), ['ssh-daemon:3']],
    [good('RUN apk add --no-cache openssh-server'), ['ssh-daemon:2']],
    [good('RUN apk add --no-cache openssh-client'), []],
    [started('CMD ["dockerd"]'), ['docker-in-docker:3']],
    ['FROM docker:28-dind\nUSER 1', ['docker-in-docker:1']],
    ['FROM docker:28-cli\nUSER 1', []],
    [good('VOLUME /var/run/docker.sock'), ['docker-in-docker:2']],
    [good('ENV DOCKER_HOST=unix:///var/run/docker.sock'), ['docker-in-docker:2']],
    [good('ENV DOCKER_HOST=tcp://docker:2376'), []],
    [good('STOPSIGNAL SIGKILL'), ['stop-signal:2']],
    [good('STOPSIGNAL 9'), ['stop-signal:2']],
    [good('STOPSIGNAL SIGQUIT'), []],
  ])('%j: %j', (text, expected) => expect(shown(told(text))).toEqual(expected));
});

describe('lines', () => {
  it.each([
    ['HEALTHCHECK CMD curl localhost', ['healthcheck-ignored:2']],
    ['HEALTHCHECK NONE', []],
    ['ADD https://example.com/a.tgz /a', ['add-remote:2']],
    ['ADD --checksum=sha256:aa https://example.com/a.tgz /a', []],
    ['ADD a.tgz /a', []],
    ['RUN apt-get update && apt-get install -y curl', ['layers-with-package-cache:2']],
    ['RUN apt-get update\nRUN rm -rf /var/lib/apt/lists/*', ['layers-with-package-cache:2']],
    ['RUN <<EOF\napt-get update\napt-get install curl\nEOF', ['layers-with-package-cache:2']],
    ['RUN apt-get update \\\n && apt-get install -y curl \\\n && rm -rf /var/lib/apt/lists/*', []],
    [
      'RUN --mount=type=cache,target=/var/lib/apt --mount=type=cache,target=/var/cache/apt apt-get update',
      [],
    ],
    ['RUN echo apt-get update', []],
    ['RUN apk update && apk add curl', ['layers-with-package-cache:2']],
    ['RUN apk add --no-cache --update curl', []],
    ['RUN dnf install -y curl', ['layers-with-package-cache:2']],
    ['RUN dnf install -y curl && dnf clean all', []],
    ['RUN mkdir -p /app/uploads && chown node:node /app/uploads', ['writes-outside-volumes:2']],
    ['WORKDIR /app\nRUN mkdir logs tmp\nRUN chmod -R 777 logs tmp', ['writes-outside-volumes:4']],
    ['RUN install -d -o node /srv/cache', ['writes-outside-volumes:2']],
    ['RUN chmod a+w /var/log', ['writes-outside-volumes:2']],
    ['VOLUME /app/uploads\nRUN chown node /app/uploads', []],
    ['RUN chown node /app/uploads\nVOLUME ["/app"]', []],
    ['RUN chown -R node:node /app', []],
    ['RUN mkdir /app/data && chown root:root /app/data', []],
    ['RUN chmod 755 /app/data', []],
    ['RUN mkdir /app/data && curl -o /app/data/model.bin x && chown -R node /app/data', []],
    ['COPY data /app/data\nRUN chown -R node /app/data', []],
    ['RUN chown node /app/tmp && rm -rf /app/tmp', []],
    ['RUN chmod 1777 /tmp', []],
  ])('%s: %j', (line, expected) => expect(shown(told(good(line)))).toEqual(expected));

  it.each([
    ['FROM node\nUSER 1', ['latest-base:1']],
    ['FROM node:latest\nUSER 1', ['latest-base:1']],
    ['FROM localhost:5000/node\nUSER 1', ['latest-base:1']],
    ['ARG TAG=latest\nFROM node:$TAG\nUSER 1', ['latest-base:2']],
    ['FROM golang AS build\nFROM alpine:3\nUSER 1\nCOPY --from=build /a /a', ['latest-base:1']],
    ['FROM golang AS unused\nFROM alpine:3\nUSER 1', []],
    ['FROM node:24\nUSER 1', []],
    [`FROM node:latest@sha256:${'a'.repeat(64)}\nUSER 1`, []],
    ['FROM node:24 AS base\nFROM base\nUSER 1', []],
    ['ARG TAG\nFROM node:$TAG\nUSER 1', []],
  ])('%j: %j', (text, expected) => expect(shown(told(text))).toEqual(expected));

  it('of build stages are not in the image', () => {
    const build = 'RUN apt-get update\nRUN chmod 777 /data\nCOPY . .\nENV NPM_TOKEN=abcdef\nCMD npm start';
    const text = `FROM node:24 AS build\n${build}\nFROM node:24\nUSER 1\nCOPY --from=build /a /a\nCMD ["a"]`;
    expect(told(text, { hasIgnoreFile: false, gitInContext: true })).toEqual([]);
  });
});

describe('the context', () => {
  const nothing = { hasIgnoreFile: false, gitInContext: false };
  it.each([
    ['COPY . .', nothing, ['copies-everything:2']],
    ['ADD ./ /app/', nothing, ['copies-everything:2']],
    ['COPY . .', { hasIgnoreFile: true, gitInContext: true }, ['git-in-image:2']],
    ['COPY . .', { hasIgnoreFile: true, gitInContext: false }, []],
    ['COPY . .', undefined, []],
    ['COPY src .', { hasIgnoreFile: false, gitInContext: true }, []],
    ['COPY --from=node:24 / /x', { hasIgnoreFile: false, gitInContext: true }, []],
  ])('%s with %j: %j', (line, context, expected) =>
    expect(shown(told(good(line), context))).toEqual(expected),
  );
});

it('the example apps fit', () => {
  const examples = join(import.meta.dirname, '../../../examples');
  for (const name of [
    'web-service/Dockerfile',
    'monorepo/services/web/Dockerfile',
    'monorepo/services/api/Dockerfile',
  ]) {
    const text = readFileSync(join(examples, name), 'utf8');
    expect(told(text, { hasIgnoreFile: true, gitInContext: false })).toEqual([]);
  }
});

it('a rule is one sentence', () => {
  for (const { about } of Object.values(rules)) expect(about).toMatch(/^[A-Z`].*[^.]\.$/);
});
