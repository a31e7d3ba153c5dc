/** An answer without success, as a Status says it. */
export class Refused extends Error {
  readonly status: number;
  readonly reason: string;

  constructor(status: number, reason: string, message: string) {
    super(message);
    this.status = status;
    this.reason = reason;
  }

  get body(): object {
    const { status: code, reason, message } = this;
    return { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message };
  }
}

export function notFound(plural: string, name: string): Refused {
  return new Refused(404, 'NotFound', `${plural} "${name}" not found`);
}

export function conflict(plural: string, name: string, why: string): Refused {
  return new Refused(409, 'Conflict', `Operation cannot be fulfilled on ${plural} "${name}": ${why}`);
}

export function alreadyExists(plural: string, name: string): Refused {
  return new Refused(409, 'AlreadyExists', `${plural} "${name}" already exists`);
}
