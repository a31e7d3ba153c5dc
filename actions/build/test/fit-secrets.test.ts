import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDockerfile } from '../src/dockerfile/read-dockerfile.ts';
import { dockerfileFindings } from '../src/fit/dockerfile-findings.ts';
import { findings } from '../src/fit/findings.ts';
import { imageFindings } from '../src/fit/image-findings.ts';
import { fitAnnotations, fitSummary, strictFailure } from '../src/fit/tell.ts';

const facts = { buildArgs: new Map<string, string>(), target: undefined, platforms: ['linux/amd64'] };
const read = (...lines: string[]) =>
  readDockerfile(['FROM node:24', ...lines, 'USER 1', 'CMD ["a"]'].join('\n'), facts);
const told = (...lines: string[]) => dockerfileFindings(read(...lines), 'Dockerfile');

const github = `ghp_${'a1B2'.repeat(9)}`;
const jwt = `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.${'x'.repeat(20)}`;

describe('secrets in the Dockerfile', () => {
  it.each([
    ['ENV NPM_TOKEN=hunter22', 'NPM_TOKEN holds what looks like a secret'],
    ['ENV NPM_TOKEN hunter 22', 'NPM_TOKEN holds what looks like a secret'],
    ['ENV A=b DB_PASSWORD="correct horse"', 'DB_PASSWORD holds what looks like a secret'],
    ['ARG API_KEY=hunter22', 'API_KEY holds what looks like a secret'],
    [`ENV DEPLOY=${github}`, 'DEPLOY holds a GitHub token'],
    [`LABEL note=${github}`, 'note holds a GitHub token'],
    ['ENV AWS=AKIAQWERTYUIOPASDFGH', 'AWS holds an AWS access key'],
    [`ENV JWT=${jwt}`, 'JWT holds a JSON Web Token'],
    [
      'ENV DATABASE_URL=postgres://app:s3cr3tword@db.example.com/app',
      'DATABASE_URL holds a password in an address',
    ],
    [`RUN curl -H "Authorization: Bearer ${'x1'.repeat(12)}" https://x`, 'RUN holds an authorization header'],
    ['RUN NPM_TOKEN=hunter22 npm ci', 'NPM_TOKEN holds what looks like a secret'],
    ['RUN login --password="hunter 22"', 'password holds what looks like a secret'],
    ['RUN ["sh", "-c", "export API_KEY=hunter22"]', 'API_KEY holds what looks like a secret'],
    [`RUN echo //npm/:_authToken=npm_${'a'.repeat(36)} > .npmrc`, 'RUN holds an npm token'],
    ['RUN git clone https://me:hunter22@github.com/a/b', 'RUN holds a password in an address'],
    ['RUN <<EOF\necho xoxb-123456789012-abc\nEOF', 'RUN holds a Slack token'],
    ['COPY <<EOF /k\n-----BEGIN RSA PRIVATE KEY-----\nMII\nEOF', 'COPY holds a private key'],
    [`ADD https://me:hunter22@example.com/a --checksum`, 'ADD holds a password in an address'],
    ['COPY .env ./', '.env, a file with credentials, is copied into the image'],
    ['COPY ["certs/server.key", "/k"]', 'server.key, a file with credentials, is copied into the image'],
    ['ADD id_rsa /root/.ssh/', 'id_rsa, a file with credentials, is copied into the image'],
    ['COPY private-key.pem /', 'private-key.pem, a file with credentials, is copied into the image'],
    ['COPY home/.kube/config /', 'config, a file with credentials, is copied into the image'],
    ['COPY package.json .npmrc ./', '.npmrc is copied into the image'],
  ])('%s: %s', (line, what) => {
    const secrets = told(line).filter(({ rule }) => rule !== 'add-remote');
    expect(secrets.map((finding) => [finding.what, finding.place.line])).toEqual([[what, 2]]);
  });

  it.each([
    'ENV NPM_TOKEN=',
    'ARG NPM_TOKEN',
    'ARG NPM_TOKEN\nENV NPM_TOKEN=$NPM_TOKEN',
    'ENV DB_PASSWORD_FILE=/run/secrets/db',
    'ENV DB_PASSWORD=/run/secrets/db',
    'ENV SSH_AUTH_SOCK=/agent',
    'ENV AUTH=true AUTH_TYPE=basic TOKEN_TTL=3600 AUTH_URL=https://login.example.com',
    'ENV SECRET_KEY_BASE=dummy',
    'RUN SECRET_KEY_BASE_DUMMY=1 bin/rails assets:precompile',
    'RUN TOKEN=$(cat /run/secrets/npm) npm ci',
    'RUN TOKEN="$(cat /run/secrets/npm)" npm ci',
    'RUN --mount=type=secret,id=npm_token,env=NPM_TOKEN npm ci',
    'RUN DATABASE_URL=postgres://user:password@db/app npx prisma generate',
    'RUN DATABASE_URL=postgres://app:s3cr3tword@localhost/app npx prisma generate',
    'RUN git clone https://x-access-token:${TOKEN}@github.com/a/b',
    'RUN curl https://example.com:8080/a@b',
    'RUN curl -H "Authorization: Bearer $TOKEN" https://x',
    'RUN ./configure --with-auth=yes --disabled-password',
    'ENV GPG_KEY=7169605F62C751356D054A26A821E680E5FA6305',
    `ENV NEXT_PUBLIC_ANON_KEY=${jwt}`,
    `RUN NEXT_PUBLIC_ANON_KEY=${jwt} npm run build`,
    'ENV AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE'.replace('AWS_ACCESS_KEY_ID', 'SAMPLE'),
    'COPY .env.example .env.production ./',
    'COPY id_ed25519.pub public.key rds-ca.pem global-bundle.pem tsconfig.json ./',
    'COPY src/token.ts src/keyboard.js ./',
    'COPY --from=node:24 /root/.npmrc /x',
  ])('none: %s', (line) => expect(told(line)).toEqual([]));
});

/** What no reader of the texts would guess, and no rule knows. */
const canary = fc.stringMatching(/^[A-Za-z0-9]{12,40}$/).filter((text) => /\d/.test(text));
const secretForms: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => `ghp_${text.padEnd(36, 'x')}`,
  (text) => `https://user:${text}@example.com/`,
  (text) => `-----BEGIN PRIVATE KEY-----${text}`,
  (text) => `Authorization: Bearer ${text}`,
  (text) => `SECRET=${text} "TOKEN=${text}" --password=${text}`,
];
const places: readonly ((secret: string) => string)[] = [
  (secret) => `ENV API_KEY='${secret}'`,
  (secret) => `ENV API_KEY ${secret}`,
  (secret) => `ARG TOKEN="${secret}"`,
  (secret) => `LABEL password=${secret}`,
  (secret) => `RUN TOKEN=${secret} make`,
  (secret) => `RUN make --password='${secret}' && chown node /data`,
  (secret) => `RUN <<EOF\nexport TOKEN="${secret}"\nEOF`,
  (secret) => `COPY <<EOF /app/.env\nTOKEN=${secret}\nEOF`,
  (secret) => `CMD PASSWORD=${secret} npm start`,
  (secret) => `CMD ["sh", "-c", ${JSON.stringify(`a --token=${secret} & b`)}]`,
  (secret) => `ENTRYPOINT app --token ${secret}`,
  (secret) => `ADD https://me:${secret}@example.com/a?token=${secret} /a`,
  (secret) => `HEALTHCHECK CMD curl -H "Authorization: Bearer ${secret}" localhost`,
];

describe('no text', () => {
  it('holds a secret of Dockerfile or image', () => {
    fc.assert(
      fc.property(
        canary,
        fc.constantFrom(...secretForms),
        fc.shuffledSubarray([...places], { minLength: 1 }),
        (own, form, at) => {
          const secret = form(own);
          const lines = at.map((place) => place(secret));
          const dockerfile = read(...lines);
          const config = {
            config: {
              Env: [`API_KEY=${secret}`],
              Labels: { token: secret },
              Cmd: ['sh', '-c', `T=${secret} a`],
            },
            history: lines.map((created_by) => ({ created_by })),
          };
          const all = findings(
            dockerfileFindings(dockerfile, 'Dockerfile'),
            imageFindings(config, [{ size: 6e8 }], 'web', dockerfile, 'Dockerfile'),
          );
          const failure = strictFailure(all, 'web');
          const texts = JSON.stringify([all, fitAnnotations(all), fitSummary(all), failure?.parts]);
          expect(all.some(({ rule }) => rule === 'secret-in-history')).toBe(true);
          expect(texts).not.toContain(own);
        },
      ),
      { numRuns: 500 },
    );
  });
});
