/** White space as Go's unicode.IsSpace has it. */
export const isSpace = (character: string) => /^(?:[^\S\uFEFF]|\u0085)$/.test(character);

/** Collects words; white space that was quoted or escaped separates none. */
export class Words {
  readonly #done: string[] = [];
  #word = '';

  add(text: string, quoted: boolean): string {
    for (const character of text) {
      if (quoted || !isSpace(character)) this.#word += character;
      else if (this.#word !== '') this.#done.push(this.#take());
    }
    return text;
  }

  all(): string[] {
    return this.#word === '' ? this.#done : [...this.#done, this.#take()];
  }

  #take(): string {
    const word = this.#word;
    this.#word = '';
    return word;
  }
}
