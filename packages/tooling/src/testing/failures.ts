import { stripVTControlCharacters } from 'node:util';

/** A test or a step that failed. */
export interface FailedTest {
  /** File and names of the test, or the name of the step. */
  name: string;
  why: string;
}

const linesOfEach = 25;
const mostShown = 40;

/** All that failed once more, for whoever reads only the end of a log. */
export function recap(failures: readonly FailedTest[]): string {
  const shown = failures.slice(0, mostShown).flatMap(({ name, why }) => [`✗ ${name}`, ...beginning(why)]);
  const more = failures.length > mostShown ? [`… and ${failures.length - mostShown} more`] : [];
  return ['', 'What failed:', ...shown, ...more].join('\n');
}

/** A step that failed, with the end of what it said. */
export function failedStep(name: string, said: string): FailedTest {
  return { name, why: linesOf(said).slice(-linesOfEach).join('\n') };
}

function beginning(text: string): string[] {
  const lines = linesOf(text);
  const more = lines.length > linesOfEach ? ['…'] : [];
  return [...lines.slice(0, linesOfEach), ...more].map((line) => `    ${line}`);
}

function linesOf(text: string): string[] {
  return stripVTControlCharacters(text)
    .split('\n')
    .map((line) => line.trimEnd().slice(0, 300))
    .filter((line) => line !== '');
}
