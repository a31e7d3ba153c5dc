import type { Place, Problem } from '@workaday/core';
import { type Document, LineCounter, type ParsedNode, parseAllDocuments } from 'yaml';
import { type OnScalar, type ReadValue, readValue } from './yaml-value.ts';

export interface YamlDocument extends ReadValue {
  /** Where its first value stands. */
  place: Place;
}

/**
 * What YAML's readers in Kubernetes refuse; line ends that they know and others do not, behind which a comment could hide
 * an object; a byte order mark inside a text, which nobody sees.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unreadable = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffd\ufffe\uffff]|\r(?!\n)|(?!^)\ufeff/;

/**
 * The documents of a YAML or JSON text as plain JSON values, read as the tools of Kubernetes read them; what these would
 * silently change, drop or guess is a problem with its line.
 */
export function readYaml(text: string, file: string, onScalar?: OnScalar): YamlDocument[] {
  const lines = new LineCounter();
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const bad = unreadable.exec(text);
  if (bad) return [unreadableText(text, file, bad)];
  const documents = parseAll(text, lines);
  if (documents === undefined) return [broken({ file }, 'it is nested too deeply')];
  return documents.map((document) => {
    const start = placeAt(document.contents?.range?.[0] ?? 0);
    if (document.errors.length > 0) {
      const problems = document.errors.map((error) => ({
        what: error.message,
        place: placeAt(error.pos[0]),
      }));
      return { value: undefined, problems, place: start };
    }
    return { ...readValue(document, placeAt, onScalar), place: start };
  });
}

/** Undefined for a text that is nested more deeply than it can be read. */
function parseAll(text: string, lineCounter: LineCounter): Document.Parsed<ParsedNode>[] | undefined {
  try {
    const documents = parseAllDocuments(text, {
      lineCounter,
      prettyErrors: false,
      schema: 'failsafe',
      resolveKnownTags: false,
      uniqueKeys: false,
    });
    return Array.isArray(documents) ? (documents as Document.Parsed<ParsedNode>[]) : [];
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function unreadableText(text: string, file: string, { 0: character, index }: RegExpExecArray): YamlDocument {
  const before = text.slice(0, index).split('\n');
  const place = { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return broken(
    place,
    code === 'FFFD'
      ? 'it holds bytes that are no UTF-8; save the file as UTF-8'
      : `it holds the character U+${code}, which is not read the same everywhere; ${code === '0000' ? 'save the file as UTF-8' : `write it as "\\u${code}" if it is meant`}`,
  );
}

function broken(place: Place, what: string): YamlDocument {
  const problems: Problem[] = [{ what, place }];
  return { value: undefined, problems, place };
}
