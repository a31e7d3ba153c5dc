const output = /\bneeds\.([A-Za-z_][\w-]*)\.outputs\.[A-Za-z_][\w-]*/g;

/** A skipped job has no outputs; act hands on the text of their expressions instead. */
export function withoutSkippedOutputs(expression: string): string {
  return expression.replaceAll(
    output,
    (asked, job: string) => `(needs.${job}.result != 'skipped' && ${asked} || '')`,
  );
}
