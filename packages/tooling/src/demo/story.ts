import { formatDuration } from '@workaday/core';

/** One thing that was claimed and looked at. */
export interface Observation {
  what: string;
  ok: boolean;
  /** What was seen, for a reader who doubts. */
  seen: string;
}

export interface Chapter {
  title: string;
  /** Milliseconds since the demo began. */
  start: number;
  end: number;
  observations: Observation[];
}

/** Tells what happens as it happens, and remembers it for the timeline. */
export interface Story {
  chapters: readonly Chapter[];
  say(text: string): void;
  /** Runs one chapter; what it throws ends it as an observation that failed. */
  chapter(
    title: string,
    tell: (observe: (what: string, ok: boolean, seen: string) => void) => Promise<void>,
  ): Promise<boolean>;
}

export function newStory(write: (line: string) => void, now: () => number): Story {
  const begin = now();
  const chapters: Chapter[] = [];
  const say = (text: string) => {
    for (const line of text.split('\n')) write(`${formatDuration(now() - begin).padStart(7)}  ${line}`);
  };
  return {
    chapters,
    say,
    chapter: async (title, tell) => {
      const chapter: Chapter = { title, start: now() - begin, end: 0, observations: [] };
      chapters.push(chapter);
      write('');
      say(`━━ ${title}`);
      const observe = (what: string, ok: boolean, seen: string) => {
        chapter.observations.push({ what, ok, seen });
        say(`${ok ? '✓' : '✗'} ${what}: ${seen}`);
      };
      try {
        await tell(observe);
      } catch (error) {
        observe(
          'this chapter came to its end',
          false,
          error instanceof Error ? error.message : String(error),
        );
      }
      chapter.end = now() - begin;
      return chapter.observations.every((observation) => observation.ok);
    },
  };
}

/** The timeline at the end: elapsed time and result of each chapter. */
export function timeline(chapters: readonly Chapter[]): string {
  const width = Math.max(...chapters.map((chapter) => chapter.title.length));
  const rows = chapters.map((chapter) => {
    const good = chapter.observations.filter((observation) => observation.ok).length;
    const mark = good === chapter.observations.length ? '✓' : '✗';
    const took = formatDuration(chapter.end - chapter.start).padStart(7);
    const at = formatDuration(chapter.start).padStart(7);
    return `  ${at}  ${mark} ${chapter.title.padEnd(width)} ${took}   ${good} of ${chapter.observations.length} observed`;
  });
  return ['Timeline (from the start, what, how long, what was seen to hold)', ...rows].join('\n');
}
