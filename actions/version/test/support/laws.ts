import semver from 'semver';

/** What became of several runs on one line of history. */
export interface Race {
  /** One run for each commit, oldest commit first. */
  runs: readonly { sha: string; message: string; outcome: string; tag: string }[];
  /** Tags of the line in the order in which they were created, the one before the race first. */
  created: readonly string[];
  /** The commit of each tag. */
  tags: Readonly<Record<string, string>>;
}

/** Every law of versions that a race broke, one sentence each. */
export function brokenLaws({ runs, created, tags }: Race): string[] {
  const broken: string[] = [];
  const law = (holds: boolean, sentence: string) => holds || broken.push(sentence);
  for (const { sha, outcome, tag, message } of runs) {
    law(['released', 'superseded', 'unreleased'].includes(outcome), `${message} ended as ${outcome}`);
    if (outcome === 'released') law(tags[tag] === sha, `${tag} is not at ${message}`);
    else law(tag === '', `${message} is ${outcome}, but said to be ${tag}`);
  }
  const own = created.slice(1);
  law(new Set(own).size === own.length, `a tag was created twice: ${own}`);
  law(new Set(own.map((tag) => tags[tag])).size === own.length, `a commit got two tags: ${own}`);
  const isSorted = (names: readonly string[]) =>
    names.every((name, index) => index === 0 || semver.gt(name, names[index - 1] ?? ''));
  law(isSorted(created), `a lower version came after a higher one: ${created}`);
  const place = (tag: string) => runs.findIndex(({ sha }) => sha === tags[tag]);
  const alongHistory = own.toSorted((a, b) => place(a) - place(b));
  law(isSorted(alongHistory), `versions do not rise along history: ${alongHistory}`);
  const claimed = runs.filter(({ outcome }) => outcome === 'released').map(({ tag }) => tag);
  law(claimed.toSorted().join() === own.toSorted().join(), `runs say ${claimed}, GitHub says ${own}`);
  return broken;
}

const asks = { fix: 1, feat: 2, 'feat!': 3 } as const;
const steps = ['none', 'patch', 'minor', 'major'] as const;

/** The versions that the same commits get when each tag follows the one before it in history, by the written rules. */
export function versionsByTheBook({ runs, created, tags }: Race): string[] {
  const versions = [created[0]?.slice(1) ?? ''];
  let asked = 0;
  for (const { sha, message } of runs) {
    asked = Math.max(asked, asks[message.split(':')[0] as keyof typeof asks] ?? 0);
    const step = steps[asked];
    if (!created.slice(1).some((tag) => tags[tag] === sha) || step === 'none' || step === undefined) continue;
    versions.push(semver.inc(versions.at(-1) ?? '', step) ?? '');
    asked = 0;
  }
  return versions.map((version) => `v${version}`);
}
