/** `never-sent`: the server did nothing with the request; `cut`: it may have. */
export type Loss = 'cut' | 'never-sent' | 'timeout';

/** A request without an answer, of which it is known what became of it. */
export class LostRequest extends Error {
  readonly loss: Loss;
  readonly code: string;

  constructor(loss: Loss, code: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'LostRequest';
    this.loss = loss;
    this.code = code;
  }
}
