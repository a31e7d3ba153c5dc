/** Once so many entries in a row did not fit, the text is full. */
const patience = 50;

/** Text up to a number of characters; an entry that does not fit is counted instead. */
export class LimitedText {
  private readonly parts: string[] = [];
  private room: number;
  private missing = 0;
  private missingInARow = 0;

  constructor(limit: number) {
    this.room = limit;
  }

  /** Entries in a frame, which is there only when one of them is; it is always closed. */
  add(entries: readonly (() => string)[], frame = { open: '', close: '' }): void {
    let cost = frame.open.length + frame.close.length;
    let open = false;
    for (const write of entries) {
      const entry = this.missingInARow < patience ? write() : undefined;
      if (entry === undefined || entry.length + cost > this.room) {
        this.missing += 1;
        this.missingInARow += 1;
        continue;
      }
      if (!open) this.parts.push(frame.open);
      open = true;
      this.parts.push(entry);
      this.room -= entry.length + cost;
      this.missingInARow = 0;
      cost = 0;
    }
    if (open) this.parts.push(frame.close);
  }

  get leftOut(): number {
    return this.missing;
  }

  get text(): string {
    return this.parts.join('');
  }
}
