import type { Operator, Subject } from './condition.ts';

interface Grammar {
  operators: readonly Operator[];
  operand: 'status' | 'duration' | 'days' | 'text' | 'json';
  example: string;
}

const order = ['<', '<=', '>', '>='] as const;
const text = ['==', '!=', 'contains', 'matches'] as const;

/** What may be asked of each subject; anything else is an error of the configuration. */
export const grammar: Readonly<Record<Subject['of'], Grammar>> = {
  status: { operators: ['==', '!=', ...order], operand: 'status', example: 'status < 400' },
  latency: { operators: order, operand: 'duration', example: 'latency < 800ms' },
  body: { operators: text, operand: 'text', example: 'body contains "Welcome"' },
  header: {
    operators: [...text, 'exists'],
    operand: 'text',
    example: 'header(content-type) contains "application/json"',
  },
  json: {
    operators: ['==', '!=', ...order, 'contains', 'matches', 'exists'],
    operand: 'json',
    example: 'json($.status) == "ok"',
  },
  'certificate.days': {
    operators: ['==', '!=', ...order],
    operand: 'days',
    example: 'certificate.days > 14',
  },
  'url.host': { operators: text, operand: 'text', example: 'url.host == "shop.example.com"' },
};
