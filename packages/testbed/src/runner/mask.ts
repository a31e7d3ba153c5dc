/** Masks secrets in text as GitHub's runner does: the whole value, and every line of a value with several. */
export class Mask {
  readonly #words = new Set<string>();

  add(secret: string): void {
    for (const word of [secret, ...secret.split(/\r?\n/)]) if (word.trim().length >= 3) this.#words.add(word);
  }

  apply(text: string): string {
    let masked = text;
    for (const word of [...this.#words].toSorted((a, b) => b.length - a.length))
      masked = masked.replaceAll(word, '***');
    return masked;
  }
}
