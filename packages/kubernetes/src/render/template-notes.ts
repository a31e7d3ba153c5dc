import type { FileEntry, Files } from '@workaday/core';

/** What templates ask that has no answer, or always the same, without a cluster. */
const questions: [RegExp, string][] = [
  [/(^|[^.\w$])lookup\s/, '`lookup` finds nothing, because rendering does not ask the cluster'],
  [
    /\.Release\.(IsInstall|IsUpgrade|Revision)\b/,
    'each rendering is an install with revision 1, also when the app is there already',
  ],
  [/(^|[^.\w$])now\b/, '`now` is another one each time; what follows from it changes with each deploy'],
];

/** One line for each such question that the templates of a chart ask, with where they do. */
export async function templateNotes(
  files: Files,
  folder: string,
  entries: readonly FileEntry[],
): Promise<string[]> {
  const templates = entries.filter(({ path }) => /(^|\/)templates\//.test(path));
  const texts = await Promise.all(
    templates.map(async ({ path, kind }) => ({
      path: `${folder}/${path}`,
      text: kind === 'file' ? ((await files.readText(`${folder}/${path}`)) ?? '') : '',
    })),
  );
  return questions.flatMap(([question, note]) => {
    const places = texts.flatMap(({ path, text }) => {
      const line = firstLine(text, question);
      return line === undefined ? [] : [`${path}:${line}`];
    });
    return places.length === 0 ? [] : [`${note} (${places.slice(0, 3).join(', ')})`];
  });
}

/** The line of the first template action that asks. */
function firstLine(text: string, question: RegExp): number | undefined {
  for (const action of text.matchAll(/\{\{[-\s]*(?!\/\*)((?:[^}]|\}(?!\}))*)\}\}/g)) {
    const code = (action[1] ?? '').replace(/"(?:[^"\\]|\\.)*"|`[^`]*`/g, '""');
    if (question.test(code)) return text.slice(0, action.index).split('\n').length;
  }
  return undefined;
}
