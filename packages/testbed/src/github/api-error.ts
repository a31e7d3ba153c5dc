/** An answer that GitHub would give to a request it does not serve. */
export class ApiError extends Error {
  readonly status: number;
  readonly errors: readonly Record<string, string>[] | undefined;

  constructor(status: number, message: string, errors?: readonly Record<string, string>[]) {
    super(message);
    this.status = status;
    this.errors = errors;
  }

  body(): Record<string, unknown> {
    const base = {
      message: this.message,
      documentation_url: 'https://docs.github.com/rest',
      status: String(this.status),
    };
    return this.errors ? { ...base, errors: this.errors } : base;
  }
}
