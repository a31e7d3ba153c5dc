import type { Pattern } from './pattern.ts';

/** What a condition looks at. */
export type Subject =
  | { of: 'status' | 'latency' | 'body' | 'certificate.days' | 'url.host' }
  | { of: 'header'; name: string }
  | { of: 'json'; path: string };

export type Operator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'contains' | 'matches' | 'exists';

/** What it is compared with; a latency in milliseconds. */
export type Operand = string | number | boolean | null | Pattern | undefined;

/** One line of `expect`, checked for sense when it is read. */
export interface Condition {
  /** As it was written. */
  text: string;
  subject: Subject;
  operator: Operator;
  operand: Operand;
}

/** Whether only a question from outside can tell: inside, the API server stands between. */
export function isOutsideOnly({ subject }: Condition): boolean {
  return subject.of === 'certificate.days' || subject.of === 'url.host';
}
