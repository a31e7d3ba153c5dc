/** Longest piece of a response that is kept as evidence. */
const longest = 160;

/** The beginning of a text in one line and in quotes. */
export function excerpt(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  return JSON.stringify(flat.length <= longest ? flat : `${flat.slice(0, longest)}…`);
}
