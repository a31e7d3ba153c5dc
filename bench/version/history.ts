import semver from 'semver';

/** One commit of a made-up history; commits are numbered from 1 in the order in which they are written. */
export interface PlannedCommit {
  /** Numbers; the first is the one whose files it continues. */
  parents: readonly number[];
  message: string;
  path: string;
  tag?: string;
}

export interface PlannedHistory {
  commits: readonly PlannedCommit[];
  /** What a tool has to answer at the tip. */
  nextVersion: string;
}

const bumps = ['none', 'patch', 'minor', 'major'] as const;
type Bump = (typeof bumps)[number];

const types = ['fix', 'chore', 'feat', 'docs', 'fix', 'refactor', 'test', 'fix', 'ci', 'perf'] as const;
const bumpOf: Readonly<Record<string, Bump>> = { feat: 'minor', fix: 'patch', perf: 'patch' };
const scopes = ['', '(cart)', '(search)', '', '(api)', '(checkout)'] as const;
const untagged = 20;

/**
 * A linear history with a small merge now and then, conventional messages, and tags at even distances, the last some
 * 20 commits before the tip. The same shape gives the same history.
 */
export function planHistory(shape: { commits: number; tags: number }): PlannedHistory {
  const commits: PlannedCommit[] = [];
  let last = '';
  let since: Bump = 'none';
  let tags = 0;
  const write = (parents: readonly number[], message: string): number =>
    commits.push({ parents, message, path: `src/part-${commits.length % 200}.txt` });
  /** Commits arrive on main, where a tag may be due. */
  const arrive = (arrived: readonly { number: number; bump: Bump }[]): void => {
    since = highest([since, ...arrived.map(({ bump }) => bump)]);
    const due = Math.floor(((tags + 1) * (shape.commits - untagged)) / shape.tags);
    if (tags === shape.tags || commits.length < due) return;
    last = next(last, since);
    since = 'none';
    tags += 1;
    const tip = arrived.at(-1)?.number ?? 0;
    commits[tip - 1] = { ...(commits[tip - 1] as PlannedCommit), tag: `v${last}` };
  };
  const one = (parents: readonly number[]) => {
    const { message, bump } = messageOf(commits.length, shape.commits);
    return { number: write(parents, message), bump };
  };
  let tip: number[] = [];
  while (commits.length < shape.commits) {
    const merges = commits.length % 25 === 24 && shape.commits - commits.length >= 4;
    const own = one(tip);
    arrive([own]);
    if (merges) {
      const first = one(tip);
      const second = one([first.number]);
      const merge = write([own.number, second.number], mergeMessage(second.number));
      arrive([first, second, { number: merge, bump: 'none' }]);
      tip = [merge];
    } else tip = [own.number];
  }
  return { commits, nextVersion: next(last, since) };
}

const highest = (found: readonly Bump[]): Bump =>
  bumps[Math.max(...found.map((bump) => bumps.indexOf(bump)))] ?? 'none';

function next(version: string, bump: Bump): string {
  if (version === '') return '1.0.0';
  return semver.inc(version, bump === 'none' ? 'patch' : bump) as string;
}

/** @param index how many commits were written before; near the tip one is a feature, so that all tools see a minor */
function messageOf(index: number, total: number): { message: string; bump: Bump } {
  const type = index === total - 5 ? 'feat' : (types[(index * 7 + (index >> 4)) % types.length] ?? 'fix');
  const breaking = index % 1499 === 1498;
  const parts = [
    `${type}${scopes[index % scopes.length]}: change number ${index} of the parts we sell`,
    index % 3 === 0 &&
      'What was there did the same work twice.\nNow it is done once, and the result is kept.',
    breaking && 'BREAKING CHANGE: the field `amount` is called `quantity` now',
    index % 5 === 0 && `Refs: #${index}`,
  ];
  const message = parts.filter((part) => part !== false).join('\n\n');
  return { message, bump: breaking ? 'major' : (bumpOf[type] ?? 'none') };
}

const mergeMessage = (number: number) =>
  `Merge pull request #${number} from acme/topic-${number}\n\nTopic ${number}`;

const firstDay = 1_700_000_000;

/** The history as input of `git fast-import`. */
export function fastImportStream({ commits }: PlannedHistory, branch = 'main'): string {
  return commits.map((commit, index) => commitCommands(commit, index + 1, branch)).join('');
}

function commitCommands(
  { parents, message, path, tag }: PlannedCommit,
  mark: number,
  branch: string,
): string {
  const person = `Ann Example <ann@example.com> ${firstDay + mark * 600} +0000`;
  const [from, ...merged] = parents;
  return [
    `commit refs/heads/${branch}`,
    `mark :${mark}`,
    `author ${person}`,
    `committer ${person}`,
    data(message),
    ...(from === undefined ? [] : [`from :${from}`]),
    ...merged.map((parent) => `merge :${parent}`),
    `M 100644 inline ${path}`,
    data(`change ${mark}\n`),
    ...(tag === undefined ? [] : [`reset refs/tags/${tag}`, `from :${mark}`, '']),
    '',
  ].join('\n');
}

const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}`;
