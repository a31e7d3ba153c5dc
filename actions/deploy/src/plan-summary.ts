import { markdownCode, markdownFence, markdownText, summary } from '@workaday/core';
import { type Change, objectName } from '@workaday/kubernetes';
import type { Known } from './report.ts';

/** What the server, or the comparison with what runs, said of every object before anything was written. */
export function planSections(
  { changes, credential, planOnly }: Known,
  notes: readonly string[],
): (string | false)[] {
  return [
    planOnly?.locally === true &&
      '_Compared with what runs, with rights to read only: the server was not asked, so its admission, quota and policies have not spoken._\n',
    changes.length > 0 && changesTable(changes),
    ...changes.filter(({ diff }) => diff.length > 0).map(diffSection),
    notes.length > 0 && summary.list(notes.map((note) => markdownText(note))),
    credential.rules !== '' &&
      summary.evidence(
        `What the credential may do here${credential.incomplete ? ' (the cluster says that this list is incomplete)' : ''}`,
        credential.rules,
      ),
  ];
}

function changesTable(changes: readonly Change[]): string {
  return summary.table(
    ['object', 'change', 'file', 'taken over from'],
    changes.map(({ manifest: { object, place }, change, unchecked, takenOver }) => [
      markdownCode(objectName(object)),
      unchecked === undefined ? change : `${change}: ${markdownText(unchecked)}`,
      markdownText([place.file, place.line].filter(Boolean).join(':')),
      takenOver
        .map(({ manager, fields }) => `${markdownText(manager)}: ${markdownText(fields.join(', '))}`)
        .join('; '),
    ]),
  );
}

function diffSection({ manifest: { object }, change, diff }: Change): string {
  const text = diff.map(({ sign, text: line }) => `${sign} ${line}`).join('\n');
  return summary.details(`${objectName(object)}: ${change}`, markdownFence(text, 'diff'));
}
