/** What release notes list: `scope: subject` with ` #7` for its pull request, in their order. */
export function noted({ outputs }: { outputs: { notes?: string } }): string[] {
  const entry = /^- (?:\*\*(.+?:)\*\* )?(.*?) \((?:\[(#\d+)\]\([^)]*\), )?\[[0-9a-f]{7}\]\(/gm;
  const entries = [...(outputs.notes ?? '').matchAll(entry)];
  return entries.map(([, ...parts]) => parts.filter((part) => part !== undefined).join(' '));
}
