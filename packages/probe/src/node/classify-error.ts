import type { FaultClass, Phase } from '../answer.ts';

/** What broke an exchange, by the step that was under way. */
export function classifyError(error: Error, phase: Phase): { class: FaultClass; detail: string } {
  const code = codeOf(error);
  const detail = `${describe(error)}${code === '' || describe(error).includes(code) ? '' : ` (${code})`}`;
  if (phase === 'dns' || phase === 'connect' || phase === 'tls') return { class: phase, detail };
  if (code.startsWith('HPE_')) return { class: 'protocol', detail: `not valid HTTP: ${detail}` };
  return { class: 'reset', detail: `the connection was cut during ${phase}: ${detail}` };
}

/** Both address families failing is one error with one error per address. */
function describe(error: Error): string {
  if (!(error instanceof AggregateError)) return error.message;
  return error.errors.map((inner) => (inner instanceof Error ? inner.message : String(inner))).join('; ');
}

function codeOf(error: Error): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}
