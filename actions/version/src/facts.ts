import { Failure, type ServiceConfig } from '@workaday/core';
import { checkoutFix, type Git } from './git.ts';
import { baseTag, type Commit, type LineFacts, ownTag, type TagFacts } from './plan.ts';
import { highestTag, isStable, parseTags, tagFormat, tagPattern, versionInTag } from './tags.ts';

const fieldsPerCommit = 4;
const logFormat = '--format=%H%x00%P%x00%aN%x00%B';

/** The full id of the run's commit, once the checkout is known to hold its whole history. */
export async function readCommit(git: Git, sha: string): Promise<string> {
  const [shallow, commit = ''] = (await git('rev-parse', '--is-shallow-repository', `${sha}^{commit}`)).split(
    '\n',
  );
  if (shallow !== 'true') return commit;
  throw new Failure({
    reason: 'shallow-clone',
    what: 'the checkout has no full history (it is shallow)',
    why: 'Without all commits and tags a version would be a guess, and could go backwards.',
    next: `Add \`fetch-depth: 0\`. ${checkoutFix}`,
  });
}

/** The service whose release tag started the run; undefined for a branch. Fails for a tag of no service. */
export function serviceOfTag(ref: string, services: readonly ServiceConfig[]): ServiceConfig | undefined {
  const name = /^refs\/tags\/(.+)$/.exec(ref)?.[1];
  if (name === undefined) return undefined;
  const found = services.find((service) => versionInTag(name, service.tagPrefix) !== undefined);
  if (found) return found;
  const expected = services.map((service) => `${service.tagPrefix}1.2.3`).join(' or ');
  throw new Failure({
    reason: 'not-a-version-tag',
    what: `the tag ${JSON.stringify(name)} started this run, and it is no version`,
    why: `A release tag looks like ${expected}: the literal prefix, then a version after SemVer 2.0.0.`,
    next: 'Push a tag of that form, or narrow `on: push: tags:` in the workflow to such tags.',
  });
}

/** Reads one service's line: at most five Git processes whatever the size of history. */
export async function readLine(
  git: Git,
  sha: string,
  service: ServiceConfig,
  started: { ref: string; service: ServiceConfig | undefined },
): Promise<LineFacts> {
  const facts = await readTags(git, sha, service, started.service === service ? started.ref : undefined);
  const base = baseTag(facts);
  const range = base === undefined ? sha : `${base.commit}..${sha}`;
  const [log, touching] = await Promise.all([
    git('log', '-z', '--encoding=UTF-8', logFormat, range, '--'),
    readTouching(git, range, service),
  ]);
  return {
    ...facts,
    service: service.name,
    prefix: service.tagPrefix,
    commits: parseLog(log),
    touching,
    onlyOthers: started.service !== undefined && started.service !== service,
  };
}

async function readTags(git: Git, sha: string, service: ServiceConfig, ref?: string): Promise<TagFacts> {
  const list = async (...filters: string[]) =>
    parseTags(
      await git('for-each-ref', tagFormat, ...filters, tagPattern(service.tagPrefix)),
      service.tagPrefix,
    );
  const names = (tags: readonly { name: string }[]) => new Set(tags.map((tag) => tag.name));
  const [tags, merged] = await Promise.all([list(), list(`--merged=${sha}`)]);
  const facts = { sha, tags, reachable: names(merged), containing: new Set<string>() };
  const name = ref?.replace('refs/tags/', '');
  const version = name === undefined ? undefined : versionInTag(name, service.tagPrefix);
  if (name !== undefined && version !== undefined) return { ...facts, asked: { name, version, commit: sha } };
  const ahead = highestTag(tags.filter((tag) => isStable(tag) && !facts.reachable.has(tag.name)));
  if (ahead === undefined || ownTag(facts)) return facts;
  return { ...facts, containing: names(await list(`--contains=${sha}`)) };
}

/** Commits of the range that touch the service's paths; undefined when it is made of everything. */
async function readTouching(git: Git, range: string, service: ServiceConfig) {
  if (service.paths.length === 0 && service.ignore.length === 0) return undefined;
  const own = service.paths.map((path) => `:(top,glob)${path.replace(/^\.\//, '')}`);
  const ignored = service.ignore.map((path) => `:(top,glob,exclude)${path}`);
  const output = await git('log', '--format=%H', range, '--', ...own, ...ignored);
  return new Set(output.split('\n').filter((line) => line !== ''));
}

/** Reads `git log -z`: NUL cannot stand in a commit message, so nothing in one can break the framing. */
export function parseLog(output: string): Commit[] {
  const fields = output.split('\0');
  const commits: Commit[] = [];
  for (let at = 0; at + fieldsPerCommit <= fields.length; at += fieldsPerCommit) {
    const [sha = '', parents = '', author = '', message = ''] = fields.slice(at, at + fieldsPerCommit);
    commits.push({ sha, parents: parents === '' ? 0 : parents.split(' ').length, author, message });
  }
  return commits;
}
